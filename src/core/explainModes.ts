import { icc, parent, type Section, vxlanId, wayOut } from "./explainSubject";
import { type L10n, oneLine } from "./text";

/** What a mode means, in words. */
export interface Meaning {
  /** Its name, such as `user-defined bridge`. */
  readonly name: string;
  readonly summary: string;
  /** What makes a container like this. One line for a POSIX shell. */
  readonly configuration: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly term: string;
  readonly text: string;
}

/** The points in the order of the page; each mode says all of them. */
interface Points {
  readonly shared: string;
  readonly isolation: string;
  readonly names: string;
  readonly performance: string;
  readonly use: string;
  readonly limits: string;
}

export function pointsOf({ shared, isolation, names, performance, use, limits }: Points, l10n: L10n): Point[] {
  return [
    { term: l10n.t("What is shared"), text: shared },
    { term: l10n.t("Isolation"), text: isolation },
    { term: l10n.t("Names"), text: names },
    { term: l10n.t("Performance"), text: performance },
    { term: l10n.t("Use it for"), text: use },
    { term: l10n.t("What it cannot do"), text: limits },
  ];
}

const ownNamespace = (l10n: L10n): string =>
  l10n.t("Nothing of the network: the container has a namespace of its own, with its own interfaces, addresses, routes, ports and firewall rules.");

const bridgeCost = (l10n: L10n): string =>
  l10n.t("Each packet passes a veth pair and the bridge and, on its way outside, NAT in the host’s kernel: a little processor time for each, seldom felt.");

/** How a network of one's own answers for names. */
export function dnsWords({ engine }: Section, l10n: L10n): string {
  return engine.product === "podman"
    ? l10n.t("A DNS server of the network (aardvark-dns, at the gateway’s address) answers for the names and aliases of its containers, and passes everything else on.")
    : l10n.t("The engine’s DNS server, at 127.0.0.11 inside every container, answers for the names and aliases of this network’s containers, and passes everything else on.");
}

export function defaultBridge(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const on = icc(section.network);
  return {
    name: l10n.t("default bridge"),
    summary: l10n.t("The private network that the engine makes by itself. A container that names no network lands here: it gets an interface, an address and a way out by NAT, but no names."),
    points: pointsOf(
      {
        shared: ownNamespace(l10n),
        isolation: on
          ? l10n.t("All containers on it reach each other by address (icc is on). Those on other bridges are kept apart by the engine’s firewall rules. From outside, only published ports are reachable.")
          : l10n.t("Containers on it do not reach each other, because icc is off here; only --link opens a way. From outside, only published ports are reachable."),
        names: l10n.t("None: containers get the host’s resolvers, which do not know containers. The old --link writes one name into /etc/hosts, in one direction."),
        performance: bridgeCost(l10n),
        use: l10n.t("Quick tries with single containers. For containers that talk to each other, make a network of your own."),
        limits: l10n.t("No names, no aliases, no fixed addresses. Its settings are the engine’s (daemon.json) and need the engine restarted; everything that names no network lands on it, wanted or not."),
      },
      l10n,
    ),
  };
}

export function bridge(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const { network } = section;
  const way = network === undefined ? "nat" : wayOut(network);
  const inside = icc(network)
    ? l10n.t("All containers on it reach each other, on every port.")
    : l10n.t("Containers on it do not reach each other, because icc is off here.");
  const outside =
    way === "internal" || way === "isolated"
      ? l10n.t("Nothing leads outside, and nothing comes in.")
      : l10n.t("Containers on other bridges are kept apart by the engine’s firewall rules. From outside, only published ports are reachable.");
  const extra = {
    internal: [{ term: l10n.t("Internal"), text: l10n.t("It was made with --internal: no default route and no NAT. Published ports have no effect. The host itself still reaches the containers over the bridge.") }],
    isolated: [{ term: l10n.t("Isolated"), text: l10n.t("Its gateway mode is isolated: the bridge has no address on the host, so not even the host reaches the containers.") }],
    routed: [{ term: l10n.t("Routed"), text: l10n.t("Packets leave with the container’s own address, without NAT: whoever is to answer needs a route to this subnet.") }],
    nat: [],
  }[way];
  return {
    name: l10n.t("user-defined bridge"),
    summary: l10n.t("A private network of your own on this host: a Linux bridge is its switch, and a veth pair is the cable of each container. The containers on it know each other by name."),
    points: [
      ...extra,
      ...pointsOf(
        {
          shared: ownNamespace(l10n),
          isolation: l10n.t("{0} {1}", inside, outside),
          names: dnsWords(section, l10n),
          performance: bridgeCost(l10n),
          use: l10n.t("The usual choice: containers on one host that work together. One network for each application keeps the applications apart."),
          limits: l10n.t("It ends at this host. Broadcasts and multicast do not reach the physical network, and other hosts reach only published ports."),
        },
        l10n,
      ),
    ],
  };
}

export function overlay(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const { network, nodes } = section;
  const encrypted = network !== undefined && "encrypted" in network.options;
  const id = network && vxlanId(network);
  return {
    name: "overlay",
    summary: l10n.t("One network over several hosts of a swarm: between hosts the packets travel inside UDP (VXLAN), so that the containers seem to stand on one switch."),
    points: [
      {
        term: l10n.t("Way out"),
        text:
          network?.internal === true
            ? l10n.t("None: it was made with --internal.")
            : l10n.t("By a second interface of each container, on the bridge docker_gwbridge of its own node, and NAT there."),
      },
      ...pointsOf(
        {
          shared: l10n.t("Nothing with the host. On every node the network has a hidden namespace with a bridge and a VXLAN interface; the other end of the container’s veth is in there, not on the host."),
          isolation: encrypted
            ? l10n.t("Only its members reach each other. Traffic between the nodes is encrypted (IPsec) here.")
            : l10n.t("Only its members reach each other. Traffic between the nodes is not encrypted here; --opt encrypted would do it."),
          names: l10n.t("127.0.0.11 answers for containers and services on all nodes. A service’s name gives a virtual address behind which its tasks take turns."),
          performance: l10n.t("VXLAN adds 50 bytes to each packet (so the MTU is usually 1450) and some processor time; encryption costs much more."),
          use: l10n.t("Services of a swarm, and containers on several hosts that should know each other by name."),
          limits: l10n.t("It needs a swarm, and between the nodes UDP 4789 and TCP and UDP 7946. Containers that are no service’s can join only where it was made with --attachable."),
        },
        l10n,
      ),
      ...(id === undefined ? [] : [{ term: "VXLAN", text: l10n.t("Its identifier on the wire (VNI) is {0}.", id) }]),
      ...(nodes.length === 0 ? [] : [{ term: l10n.t("Nodes"), text: l10n.t("{0}: those with containers on it, as this node knows them.", nodes.map(oneLine).join(", ")) }]),
    ],
  };
}

export function macvlan(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const { parent: name, mode } = section.network ? parent(section.network) : { parent: "?", mode: "?" };
  return {
    name: "macvlan",
    summary: l10n.t("The container stands on the physical network like a machine of its own: its interface is a child of the host’s {0} with its own MAC address. There is no veth, no bridge and no NAT.", oneLine(name)),
    points: pointsOf(
      {
        shared: l10n.t("The cable of {0} (macvlan mode: {1}). Namespace, MAC address, addresses and routes are its own.", oneLine(name), oneLine(mode)),
        isolation: [
          l10n.t("That of the physical network: every machine there reaches every port. The host and its own macvlan children do not reach each other: the kernel forbids it between parent and child."),
          ...(mode === "private" ? [l10n.t("In mode private, not even two containers on this parent reach each other.")] : []),
          ...(mode === "vepa" ? [l10n.t("In mode vepa, two containers on this parent reach each other only over a switch outside that sends their packets back.")] : []),
        ].join(" "),
        names: dnsWords(section, l10n),
        performance: l10n.t("Close to the host’s own: nothing but the parent interface is on the way."),
        use: l10n.t("Programs that must be machines of their own on the LAN: appliances, monitoring, what needs broadcasts or its own MAC address."),
        limits: l10n.t("The host cannot reach the container over this parent. Wi-Fi and most clouds refuse several MAC addresses on one port. The engine does not ask the LAN’s DHCP server: choose a range that it does not give away. Published ports have no effect."),
      },
      l10n,
    ),
  };
}

export function ipvlan(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const { parent: name, mode } = section.network ? parent(section.network) : { parent: "?", mode: "?" };
  return {
    name: "ipvlan",
    summary: l10n.t("The container has an address of its own on the physical network, but the MAC address of the host’s {0}. There is no veth, no bridge and no NAT.", oneLine(name)),
    points: pointsOf(
      {
        shared: l10n.t("The cable and the MAC address of {0} (ipvlan mode: {1}). Namespace, addresses and routes are its own.", oneLine(name), oneLine(mode)),
        isolation: l10n.t("That of the physical network: every machine that has a way there reaches every port. The host and its own ipvlan children do not reach each other over the parent."),
        names: dnsWords(section, l10n),
        performance: l10n.t("Close to the host’s own: nothing but the parent interface is on the way."),
        use: l10n.t("As macvlan, where switches, Wi-Fi or clouds allow only one MAC address; and, in mode l3, routed networks without broadcasts."),
        limits: l10n.t("The host cannot reach the container over this parent. DHCP by MAC address cannot tell the children apart. In mode l3 there is no broadcast and no multicast, and other machines need a route. Published ports have no effect."),
      },
      l10n,
    ),
  };
}
