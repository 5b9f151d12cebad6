import { withoutPrefix } from "./address";
import { bridgeName, parent, publishedPorts, type Section, type Standing, wayOut } from "./explainSubject";
import { isLive, type Network } from "./inventory";
import { hasPair, isLinkLocal, type Link, tellingAddresses } from "./link";
import { containerWord, word } from "./linkCommands";
import { type L10n, listed, oneLine } from "./text";

/** One thing that is so, and the command by which a person sees it with their own eyes. */
export interface ShownFact {
  readonly term: string;
  /** What is known of it; absent: the command tells. */
  readonly value?: string;
  /** One line for a POSIX shell. */
  readonly command: string;
  /** Where it is to be run: on the engine's host, or anywhere with a docker command line for this engine. */
  readonly where: "host" | "docker";
}

type Place = Pick<ShownFact, "where" | "command">;
const host = (command: string): Place => ({ where: "host", command });
const docker = (command: string): Place => ({ where: "docker", command });

/** The facts of a section, the engine's word first, then from the inside to the outside. */
export function factsOf(section: Section, l10n: L10n): readonly ShownFact[] {
  const { subject, network } = section;
  if (subject === undefined) return networkFacts(section, l10n);
  if (!isLive(subject.container)) return stoppedFacts(subject, section, l10n);
  switch (section.mode) {
    case "host":
      return hostFacts(subject, l10n);
    case "none":
    case "detached":
      return [modeFact(subject, l10n), ...insideFacts(subject, l10n), routes(subject, l10n)];
    case "shared":
      return sharedFacts(subject, section, l10n);
    case "defaultBridge":
    case "bridge":
    case "overlay":
    case "macvlan":
    case "ipvlan":
    case "other":
      return [
        endpointFact(subject, l10n),
        ...subject.links.flatMap((link) => endFacts(link, subject, l10n)),
        ...section.gatewayLegs.flatMap((link) => endFacts(link, subject, l10n)),
        ...insideFacts(subject, l10n),
        routes(subject, l10n, soleGateway(subject, network)),
        ...(network === undefined ? [] : switchFacts(section, network, l10n)),
        dns(subject, section, l10n),
        ...(network === undefined ? [] : natFacts(section, network, l10n)),
        ...portFacts(subject, section, l10n),
      ];
  }
}

/* ---- of one container ---- */

const inspect = (container: Standing["container"], format: string): Place => docker(`docker inspect --format '${format}' ${containerWord(container)}`);
const inside = (container: Link["container"], argv: string): Place => docker(`docker exec ${containerWord(container)} ${argv}`);

function endpointFact({ container, attachment }: Standing, l10n: L10n): ShownFact {
  const known = [attachment?.ipv4, attachment?.ipv6, attachment?.mac, ...(attachment?.aliases ?? []).map(oneLine)].filter((one) => one !== undefined);
  return { term: l10n.t("Its endpoints, by the engine"), ...valued(known), ...inspect(container, "{{json .NetworkSettings.Networks}}") };
}

function modeFact({ container }: Standing, l10n: L10n): ShownFact {
  const { mode } = container;
  const value = mode.kind === "container" ? `container:${mode.container}` : mode.kind === "network" ? mode.network : mode.kind;
  return { term: l10n.t("Its network mode, by the engine"), value: oneLine(value), ...inspect(container, "{{.HostConfig.NetworkMode}}") };
}

/** Both ends of one interface. */
function endFacts(link: Link, { container }: Standing, l10n: L10n): ShownFact[] {
  const { interface: name, ifindex, mac, addresses, peer, candidates = [] } = link;
  if (name === undefined) return [];
  const show = `ip addr show dev ${word(name)}`;
  const own = [numbered(name, ifindex), ...tellingAddresses(addresses), mac].filter((one) => one !== undefined);
  const facts: ShownFact[] = [{ term: l10n.t("Its own end, inside"), ...valued(own), ...inside(container, show) }];
  if (hasPair(link) && peer?.interface !== undefined && peer.container !== undefined) {
    const term = link.verdict === "verified" ? l10n.t("Its other end, in {0}", oneLine(peer.container.name)) : l10n.t("Its probable other end, in {0}", oneLine(peer.container.name));
    facts.push({ term, ...valued([numbered(peer.interface, peer.ifindex)]), ...inside(peer.container, `ip -d link show dev ${word(peer.interface)}`) });
  } else if (hasPair(link) && peer?.interface !== undefined) {
    const value = [numbered(peer.interface, peer.ifindex), peer.bridge === undefined ? undefined : l10n.t("port of {0}", oneLine(peer.bridge))].filter((one) => one !== undefined);
    const term = link.verdict === "verified" ? l10n.t("Its other end, on the host") : l10n.t("Its probable other end, on the host");
    facts.push({ term, ...valued(value), ...host(`ip -d link show dev ${word(peer.interface)}`) });
  }
  for (const { interface: other, namespace } of candidates) {
    if (other !== undefined && namespace === "host") facts.push({ term: l10n.t("Perhaps its other end"), value: oneLine(other), ...host(`ip -d link show dev ${word(other)}`) });
  }
  return facts;
}

/** Works also where there is no program inside to look with. */
function insideFacts({ container }: Standing, l10n: L10n): ShownFact[] {
  const pid = `"$(docker inspect --format '{{.State.Pid}}' ${containerWord(container)})"`;
  return [{ term: l10n.t("All its interfaces, also where the image has no ip command"), ...host(`sudo nsenter --target ${pid} --net ip addr`) }];
}

function routes({ container }: Standing, l10n: L10n, gateway?: string): ShownFact {
  return { term: l10n.t("Its routes"), ...(gateway === undefined ? {} : { value: l10n.t("default by {0}", gateway) }), ...inside(container, "ip route") };
}

/** The default route's gateway, where there is no doubt which it is: of several networks the engine does not say. */
function soleGateway({ container, attachment }: Standing, network: Network | undefined): string | undefined {
  return container.attachments.length === 1 && network?.internal !== true && network?.driver !== "overlay" ? attachment?.gateway : undefined;
}

function dns({ container }: Standing, { mode, engine }: Section, l10n: L10n): ShownFact {
  const own = mode !== "defaultBridge";
  const value = !own ? l10n.t("the host’s resolvers") : engine.product === "podman" ? l10n.t("the network’s own DNS server") : "127.0.0.11";
  return { term: l10n.t("Whom it asks for names"), value, ...inside(container, "cat /etc/resolv.conf") };
}

function portFacts({ container }: Standing, { engine, mode }: Section, l10n: L10n): ShownFact[] {
  if (mode !== "defaultBridge" && mode !== "bridge") return [];
  return publishedPorts(container).map(({ at, hostPort, containerPort, protocol }) => ({
    term: l10n.t("Published port {0}", `${containerPort}/${protocol}`),
    value: `${at}:${hostPort} → ${containerPort}/${protocol}`,
    ...(engine.product === "docker" ? host(`sudo iptables -t nat -S DOCKER | grep -- '--dport ${hostPort} '`) : docker(`docker port ${containerWord(container)}`)),
  }));
}

function stoppedFacts(subject: Standing, section: Section, l10n: L10n): ShownFact[] {
  const { container, attachment } = subject;
  const state: ShownFact = { term: l10n.t("Its state"), value: oneLine(container.status), ...inspect(container, "{{.State.Status}} {{.State.Error}}") };
  const endpoint = attachment === undefined ? [] : [{ term: l10n.t("What the engine has on record for its endpoints"), ...inspect(container, "{{json .NetworkSettings.Networks}}") }];
  const start: ShownFact = { term: l10n.t("Start it, and its interfaces appear here"), ...docker(`docker start ${containerWord(container)}`) };
  const network = section.network !== undefined && section.mode !== "host" && section.mode !== "none" ? [inspectNetwork(section.network, l10n)] : [];
  return [state, modeFact(subject, l10n), ...endpoint, ...network, start];
}

function hostFacts(subject: Standing, l10n: L10n): ShownFact[] {
  const { container } = subject;
  return [
    modeFact(subject, l10n),
    { term: l10n.t("One namespace: both numbers are the same"), ...host(`sudo readlink /proc/self/ns/net /proc/"$(docker inspect --format '{{.State.Pid}}' ${containerWord(container)})"/ns/net`) },
    { term: l10n.t("The host’s interfaces, which are the container’s"), ...host("ip -brief address show") },
    { term: l10n.t("Who listens on the host, containers included"), ...host("sudo ss --listening --numeric --tcp --udp --processes") },
    { ...routes(subject, l10n), ...host("ip route") },
  ];
}

function sharedFacts(subject: Standing, { owner, ownerName, chain }: Section, l10n: L10n): ShownFact[] {
  const { container } = subject;
  const pid = (of: Standing["container"]): string => `/proc/"$(docker inspect --format '{{.State.Pid}}' ${containerWord(of)})"/ns/net`;
  return [
    modeFact(subject, l10n),
    ...chain.slice(1, -1).map((one): ShownFact => ({ term: l10n.t("{0} has joined another, too", oneLine(one.name)), ...inspect(one, "{{.HostConfig.NetworkMode}}") })),
    ...(owner === undefined
      ? []
      : [
          { term: l10n.t("One namespace: both numbers are the same"), ...host(`sudo readlink ${pid(container)} ${pid(owner.container)}`) },
          ...owner.links.flatMap((link) => endFacts(link, isLive(owner.container) ? owner : subject, l10n)),
          { term: l10n.t("Ports are published on {0}", oneLine(ownerName ?? owner.container.name)), ...docker(`docker port ${containerWord(owner.container)}`) },
        ]),
    ...insideFacts(subject, l10n),
    routes(subject, l10n),
  ];
}

/* ---- of a network ---- */

function inspectNetwork(network: Network, l10n: L10n): ShownFact {
  const known = network.pools.map(({ subnet, gateway }) => (gateway === undefined ? subnet : l10n.t("{0}, gateway {1}", subnet, gateway)));
  return { term: l10n.t("The network, by the engine"), ...valued(known), ...docker(`docker network inspect ${word(network.name)}`) };
}

function networkFacts(section: Section, l10n: L10n): ShownFact[] {
  const { network } = section;
  if (network === undefined) return [];
  const filter = word(`network=${network.name}`);
  const names = section.others.map(({ container }) => oneLine(container.name));
  const members: ShownFact = { term: l10n.t("Who is on it"), value: names.length === 0 ? l10n.t("nobody") : listed(names, l10n, 6), ...docker(`docker ps --all --filter ${filter}`) };
  if (section.mode === "host") return [inspectNetwork(network, l10n), members, { term: l10n.t("The host’s interfaces, which are the container’s"), ...host("ip -brief address show") }];
  if (section.mode === "none") return [inspectNetwork(network, l10n), members];
  return [inspectNetwork(network, l10n), members, ...switchFacts(section, network, l10n), ...natFacts(section, network, l10n)];
}

function switchFacts(section: Section, network: Network, l10n: L10n): ShownFact[] {
  switch (section.mode) {
    case "defaultBridge":
    case "bridge": {
      const bridge = bridgeName(network);
      if (bridge === undefined) return [];
      const gateway = network.pools.flatMap((pool) => pool.gateway ?? []);
      return [
        { term: l10n.t("The bridge and its address, the gateway"), ...valued([bridge, ...gateway]), ...host(`ip addr show dev ${word(bridge)}`) },
        { term: l10n.t("The bridge’s ports: one veth for each container"), ...valued(portsOf(section, bridge, l10n)), ...host(`ip link show master ${word(bridge)}`) },
      ];
    }
    case "macvlan":
    case "ipvlan": {
      const { parent: name, mode } = parent(network);
      return [{ term: l10n.t("The parent interface"), value: l10n.t("{0}, mode {1}", oneLine(name), oneLine(mode)), ...host(`ip -d link show dev ${word(name)}`) }];
    }
    case "overlay":
      return [{ term: l10n.t("The hidden namespace of the overlay, with its bridge and VXLAN interface"), ...host(`sudo nsenter --net="$(ls /var/run/docker/netns/*-${word(network.id.slice(0, 10))})" ip -d link`) }];
    case "other":
    case "host":
    case "none":
    case "detached":
    case "shared":
      return [];
  }
}

/** As the host's side was read: proven or not, these are its ports. */
function portsOf({ host: sight }: Section, bridge: string, l10n: L10n): string[] {
  if (sight?.visible !== true) return [];
  const ports = sight.bridges.find(({ name }) => name === bridge)?.ports ?? [];
  return ports.length === 0 ? [] : [listed(ports.map(({ name, ifindex }) => numbered(name, ifindex)), l10n, 6)];
}

function natFacts({ mode, engine }: Section, network: Network, l10n: L10n): ShownFact[] {
  if (mode !== "defaultBridge" && mode !== "bridge") return [];
  const subnet = network.pools.map((pool) => pool.subnet).find((one) => !one.includes(":"));
  if (wayOut(network) !== "nat" || subnet === undefined || engine.product !== "docker") return [];
  return [{ term: l10n.t("NAT on the way outside"), value: l10n.t("masquerade {0}", subnet), ...host(`sudo iptables -t nat -S POSTROUTING | grep -F ${word(subnet)}`) }];
}

function numbered(name: string, index: number | undefined): string {
  return index === undefined ? oneLine(name) : `${oneLine(name)} ${index}`;
}

function valued(parts: readonly string[]): { readonly value?: string } {
  const known = parts.filter((part) => part !== "" && !isLinkLocal(part)).map(withSense);
  return known.length === 0 ? {} : { value: known.join(" · ") };
}

/** An address that fills its whole family says no more with its prefix length. */
function withSense(part: string): string {
  return /^[\d.]+\/32$/.test(part) ? withoutPrefix(part) : part;
}
