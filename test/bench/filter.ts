/** A key typed into the search box of the Network Map: which rows stay, and where each of them goes. */
import type { ContainerId, EngineInfo, NetworkId } from "../../src/core/inventory";
import type { Link } from "../../src/core/link";
import { englishWords } from "../../src/protocol/strings";
import { filterRows } from "../../src/webview/model/filter";
import { layOut } from "../../src/webview/model/layout";
import { rowsOf } from "../../src/webview/model/rows";
import { part } from "./context";
import { timed, within } from "./measure";

const LINKS = 5_000;
const QUERIES = ["c", "c4", "c42", "c421", "veth4999", "net-7 verified"];

part(async ({ subject, rounds }) => {
  const first: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Anew each round: what the first key prepares, the later ones find ready.
    const rows = rowsOf({ engine: {} as EngineInfo, takenAt: "", links: Array.from({ length: LINKS }, link) }, englishWords);
    for (const query of QUERIES) {
      let shown = 0;
      const took = await timed(() => {
        const found = filterRows(rows, { query, network: "", verdicts: [] }).rows;
        shown = layOut(found, undefined, { unfolded: new Set(), toggled: new Set() }).length;
        return Promise.resolve();
      });
      if (shown === 0) throw new Error(`Nothing found for ${query}`);
      (query === QUERIES[0] ? first : later).push(took);
    }
  }
  const what = `A key in the search box among ${LINKS} links, filtered and laid out`;
  return [within({ subject, what: `${what}, the first`, unit: "ms" }, first, 50), within({ subject, what: `${what}, the next ones`, unit: "ms" }, later, 50)];
});

function link(_: unknown, index: number): Link {
  const network = `net-${index % 50}`;
  const interfaceName = `veth${index}`;
  return {
    container: { id: `${index}` as ContainerId, name: `c${index}` },
    network: { id: network as NetworkId, name: network, driver: "bridge" },
    interface: "eth0",
    ifindex: 2,
    iflink: index + 100,
    mac: "02:42:ac:14:00:09",
    addresses: [`10.${index >> 8}.${index & 255}.2/24`],
    kind: "veth",
    peer: { interface: interfaceName, ifindex: index + 100, iflink: 2, bridge: `br-${network}`, namespace: "host" },
    verdict: "verified",
    evidence: [],
    method: "netlink",
  };
}
