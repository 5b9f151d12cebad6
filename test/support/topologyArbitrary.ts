/** Random engines for the property tests of the topology. */
import fc from "fast-check";
import type { Attachment, Container, ContainerId, ContainerState, Network, NetworkId, NetworkMode } from "../../src/core/inventory";
import type { Link, LinkReport, Verdict } from "../../src/core/link";
import { factsOf, type TopologyInput } from "../../src/core/topology";
import { containerLike, engineLike, networkLike } from "../unit/core/sample";

const drivers = ["bridge", "bridge", "bridge", "macvlan", "ipvlan", "overlay", "weird", "host", "null"] as const;
const states: readonly ContainerState[] = ["running", "running", "running", "paused", "exited", "created", "unknown"];
const verdicts: readonly Verdict[] = ["verified", "verified", "inferred", "ambiguous", "unavailable", "notApplicable"];

/** Any mixture: networks of every driver, containers in every mode and state, links with every verdict, some on bridges that nobody knows. */
export const anyInput: fc.Arbitrary<TopologyInput> = fc.record({
  networks: fc.array(fc.record({ driver: fc.constantFrom(...drivers), internal: fc.boolean(), builtIn: fc.boolean(), configOnly: fc.boolean() }), { maxLength: 8 }),
  containers: fc.array(
    fc.record({
      state: fc.constantFrom(...states),
      mode: fc.constantFrom("network", "network", "network", "host", "none", "container"),
      owner: fc.nat(20),
      on: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
      links: fc.array(fc.record({ verdict: fc.constantFrom(...verdicts), bridge: fc.constantFrom("own", "foreign", "none"), down: fc.boolean(), network: fc.boolean() }), { maxLength: 3 }),
      ports: fc.array(fc.record({ hostPort: fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined }), containerPort: fc.integer({ min: 1, max: 65535 }) }), { maxLength: 8 }),
    }),
    { maxLength: 24 },
  ),
  reported: fc.boolean(),
}).map(({ networks, containers, reported }) => {
  const nets = networks.map((one, index): Network => networkLike(`net${index}`, { ...one, id: `n${index}` as NetworkId, ...(one.driver === "bridge" && { bridge: `br-${index}` }), ...(one.driver === "macvlan" && { options: { parent: "eth9" } }), pools: [{ subnet: `10.${index}.0.0/24`, gateway: `10.${index}.0.1` }] }));
  const links: Link[] = [];
  let index = 100;
  const all = containers.map(({ state, mode, owner, on, links: own, ports }, nth): Container => {
    const id = `c${nth}` as ContainerId;
    const attached = on.flatMap((at) => nets[at] ?? []);
    const kind: NetworkMode = mode === "container" ? { kind: "container", container: `c${owner}`, id: `c${owner}` as ContainerId } : mode === "network" ? { kind: "network", network: attached[0]?.name ?? "default" } : { kind: mode };
    if (mode === "network" && state !== "exited" && state !== "created") {
      own.forEach(({ verdict, bridge, down, network }, place) => {
        const net = network ? attached[place % Math.max(attached.length, 1)] : undefined;
        const peer = index++;
        const master = bridge === "own" ? net?.bridge : bridge === "foreign" ? `br-foreign${peer % 3}` : undefined;
        links.push({
          container: { id, name: `c${nth}` }, network: net ? { id: net.id, name: net.name, driver: net.driver } : null, interface: `eth${place}`, ifindex: 2 + place,
          addresses: [], evidence: [], method: "netlink", kind: "veth", verdict, ...(down && { state: "down" }),
          ...((verdict === "verified" || verdict === "inferred") && { peer: { interface: `veth${peer}`, ifindex: peer, namespace: "host", ...(master !== undefined && { bridge: master }) } }),
        });
      });
    }
    return containerLike(`c${nth}`, {
      id, state, mode: kind,
      attachments: mode === "network" ? attached.map((net): Attachment => ({ networkId: net.id, networkName: net.name, aliases: [] })) : [],
      ports: ports.map(({ hostPort, containerPort }) => ({ containerPort, protocol: "tcp", ...(hostPort !== undefined && { hostPort }) })),
    });
  });
  const report: LinkReport = { engine: engineLike(), takenAt: "2026-01-01T00:00:00Z", links };
  return { facts: factsOf({ networks: nets, containers: all }), ...(reported && { report }) };
});

export const anyChoices = fc.record({ expanded: fc.subarray(["network/n0", "network/n1"]), collapsed: fc.subarray(["network/n2", "network/n0"]), builtIn: fc.boolean(), stopped: fc.boolean() });
