import ELK from "elkjs/lib/elk-api.js";
import type { Elk } from "./layout";

/**
 * The layout library in a worker of its own, so that the page stays alive while it thinks.
 * @param address its script: of another origin than the page, from which a page may start no worker but from a blob
 */
export async function startElk(address: string): Promise<Elk> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const blob = URL.createObjectURL(new Blob([await answer.text()], { type: "text/javascript" }));
  const elk = new ELK({ workerFactory: () => new Worker(blob), algorithms: ["layered"] });
  return { layout: (graph) => elk.layout(graph as Parameters<typeof elk.layout>[0]) };
}
