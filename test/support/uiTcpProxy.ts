/** The engine over TCP, on this host's loopback: for the extension it is then an engine elsewhere, whose host it cannot see. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { engine } from "./engine";

export interface TcpEngine {
  /** As DOCKER_HOST. */
  readonly url: string;
  close(): void;
}

export async function engineByTcp(): Promise<TcpEngine> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(engine.socket);
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      open.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
