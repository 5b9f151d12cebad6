import type { BareHttp } from "./http";

interface WireEvent {
  readonly Actor: { readonly ID: string };
  readonly timeNano: number;
}

/** When the engine says that a network's latest event `action` happened, in ms since the epoch; read after the fact. */
export async function eventTime(bare: BareHttp, action: string, networkId: string): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ type: ["network"], event: [action] }));
  const past = await bare.call("GET", `/events?since=0&until=${(Date.now() / 1_000).toFixed(3)}&filters=${filters}`);
  const lines = past.toString().split("\n").filter((line) => line.trim() !== "");
  const event = lines.map((line) => JSON.parse(line) as WireEvent).findLast(({ Actor }) => Actor.ID === networkId);
  if (event === undefined) throw new Error(`The engine remembers no ${action} of network ${networkId}`);
  return event.timeNano / 1e6;
}
