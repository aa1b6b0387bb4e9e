// Starts a directory (PLC) and a Personal Data Server, says where, and stops when its input ends:
// a test process that is killed leaves nothing behind.
const { TestPds, TestPlc } = require('@atproto/dev-env')

async function main() {
  const plc = await TestPlc.create({})
  const pds = await TestPds.create({ didPlcUrl: plc.url, hostname: 'localhost' })
  console.log(JSON.stringify({ pds: pds.url, plc: plc.url }))
}

process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
