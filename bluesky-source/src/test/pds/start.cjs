// Starts a directory (PLC) and a Personal Data Server, writes where they are into the file that is
// its argument, and stops when its input ends: a test that is killed leaves nothing running.
const fs = require('node:fs')
const { TestPds, TestPlc } = require('@atproto/dev-env')

async function main(file) {
  const plc = await TestPlc.create({})
  const pds = await TestPds.create({ didPlcUrl: plc.url, hostname: 'localhost' })
  fs.writeFileSync(`${file}.new`, JSON.stringify({ pds: pds.url, plc: plc.url }))
  fs.renameSync(`${file}.new`, file)
}

process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
main(process.argv[2]).catch((error) => {
  console.error(error)
  process.exit(1)
})
