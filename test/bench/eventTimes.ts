import { request } from "node:http";

/** When the engine itself says that its network events happened. */
export interface EventTimes {
  /** Milliseconds since the epoch of a network's event `action`; waits for it. */
  of(action: string, networkId: string): Promise<number>;
  close(): void;
}

interface WireEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string };
  readonly timeNano: number;
}

/** Listens to an engine's network events, apart from the product. */
export async function eventTimes(socketPath: string): Promise<EventTimes> {
  const times = new Map<string, number>();
  const waiting = new Map<string, (time: number) => void>();
  const filters = encodeURIComponent(JSON.stringify({ type: ["network"] }));
  const call = request({ socketPath, path: `/events?filters=${filters}`, agent: false });
  let rest = "";
  await new Promise<void>((resolve, reject) => {
    call.on("error", reject);
    call.on("response", (response) => {
      response.setEncoding("utf8");
      response.on("error", () => undefined);
      response.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines.filter((one) => one.trim() !== "")) {
          const { Action, Actor, timeNano } = JSON.parse(line) as WireEvent;
          const key = `${Action} ${Actor.ID}`;
          const time = timeNano / 1e6;
          if (!times.has(key)) times.set(key, time);
          waiting.get(key)?.(time);
        }
      });
      resolve();
    });
    call.end();
  });
  return {
    of: (action, networkId) => {
      const key = `${action} ${networkId}`;
      const known = times.get(key);
      return known === undefined ? new Promise((resolve) => waiting.set(key, resolve)) : Promise.resolve(known);
    },
    close: () => call.destroy(),
  };
}
