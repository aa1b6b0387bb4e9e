// Receives a replay twice and prints how long the second one took: node receive.mjs URL EVENTS
import { Jetstream } from "@skyware/jetstream";
import WebSocket from "ws";

const [endpoint, events] = [process.argv[2], Number(process.argv[3])];

function receive() {
  return new Promise((resolve, reject) => {
    const jetstream = new Jetstream({
      ws: WebSocket,
      endpoint,
      wantedCollections: ["app.bsky.feed.post"],
      cursor: 1,
    });
    let count = 0;
    let characters = 0;
    const started = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    jetstream.onCreate("app.bsky.feed.post", (event) => {
      characters += event.commit.record.text.length;
      if (++count === events) {
        const nanos = process.hrtime.bigint() - started;
        const used = process.cpuUsage(cpu);
        jetstream.close();
        resolve(`${count} ${nanos} ${(used.user + used.system) * 1000} ${characters}`);
      }
    });
    jetstream.on("error", reject);
    jetstream.start();
  });
}

await receive();
console.log(await receive());
process.exit(0);
