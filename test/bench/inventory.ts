/** An inventory of everything, against the two HTTP calls that it needs and against the CLI. */
import { openEngine } from "../../src/state/backend";
import { docker, part } from "./context";
import { BareHttp } from "./http";
import { cost, gain, sideBySide } from "./measure";

part(async (context) => {
  const { subject, socket, rounds } = context;
  const engine = await openEngine({ host: `unix://${socket}` });
  const bare = new BareHttp(socket);
  const api = `/v${engine.info.apiVersion}`;
  const { networks, containers } = await engine.inventory();
  const read = (): Promise<unknown> => engine.inventory();
  const bareCalls = (): Promise<unknown> => Promise.all([bare.call("GET", `${api}/networks`), bare.call("GET", `${api}/containers/json?all=1`)]);
  const near = await sideBySide({ inventory: read, calls: bareCalls }, { rounds: rounds * 5, warmUp: 10 });
  const cli = async (): Promise<void> => {
    const ids = (await docker(context, ["network", "ls", "--quiet", "--no-trunc"])).trim().split("\n");
    if (ids.length !== networks.length) throw new Error(`docker network ls gave ${ids.length} networks, the inventory ${networks.length}`);
    await docker(context, ["network", "inspect", ...ids]);
  };
  // Apart, because a process that was just started and ended leaves the next contestant a cold processor.
  const far = await sideBySide({ inventory: read, cli }, { rounds, warmUp: 1 });
  bare.close();
  engine.dispose();
  const what = { subject, what: `Inventory of ${networks.length} networks and ${containers.length} containers` };
  return [
    cost(what, near.inventory, "the two HTTP calls alone, unparsed", near.calls, 1.3),
    gain(what, far.inventory, "`docker network ls` + `docker network inspect`", far.cli),
  ];
});
