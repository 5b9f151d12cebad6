import { withoutPrefix } from "./address";
import type { Exit, Hub, Port, Scene, Space } from "./explainPicture";
import { bridgeName, parent, publishedPorts, runs, type Section, type Standing, vxlanId, wayOut } from "./explainSubject";
import { isLive, type Network } from "./inventory";
import { isStopped, type Link, peerName, tellingAddresses } from "./link";
import type { LineLook } from "./pictureShapes";
import { type L10n, oneLine } from "./text";

/** At most so many of a network's other containers are drawn beside the subject, and on a network's own page. */
const others = { beside: 2, alone: 5 };

/** The picture of a section: what is proven is drawn as proven, and what is not known is said to be so. */
export function sceneOf(section: Section, l10n: L10n): Scene {
  const base = {
    host: { title: l10n.t("host {0}", oneLine(section.engine.name)), note: hostNote(section, l10n), around: false },
    outside: l10n.t("outside"),
    legend: {
      proven: l10n.t("veth pair, proven"),
      probable: l10n.t("probable, not proven"),
      unknown: l10n.t("not known, or no way"),
      planned: l10n.t("when it runs"),
      hidden: l10n.t("veth pair into the hidden namespace"),
      direct: l10n.t("directly, without a veth"),
    },
  };
  switch (section.mode) {
    case "host":
      return { ...base, ...hostScene(section, l10n), host: { ...base.host, around: true } };
    case "none":
    case "detached": {
      const spaces = section.subject === undefined ? section.others.slice(0, others.alone).map((one) => loneSpace(one, l10n)) : [loneSpace(section.subject, l10n)];
      return { ...base, spaces: orNobody(spaces, l10n), hubs: [], host: { ...base.host, empty: l10n.t("No cable leads to the host: nothing gets in or out.") } };
    }
    case "shared": {
      if (section.owner?.container.mode.kind === "host") return { ...base, ...hostScene(section, l10n), host: { ...base.host, around: true } };
      const { empty, ...drawn } = sharedScene(section, l10n);
      return { ...base, ...drawn, host: { ...base.host, ...(empty === undefined ? {} : { empty }) } };
    }
    case "defaultBridge":
    case "bridge":
    case "overlay":
    case "macvlan":
    case "ipvlan":
    case "other":
      return { ...base, ...networkScene(section, l10n) };
  }
}

function hostNote({ engine, mode }: Section, l10n: L10n): string {
  if (engine.desktop) return l10n.t("network namespace of the engine’s virtual machine");
  if (engine.rootless) return l10n.t("RootlessKit’s network namespace");
  return mode === "host" ? l10n.t("the host’s own network namespace, and everything in it") : l10n.t("the host’s own network namespace");
}

/* ---- a network with a switch of its own ---- */

function networkScene(section: Section, l10n: L10n): Pick<Scene, "spaces" | "hubs"> {
  const { subject, network, gatewayLegs } = section;
  const drawn = subject === undefined ? section.others.slice(0, others.alone) : gatewayLegs.length > 0 ? [] : section.others.slice(0, others.beside);
  const hidden = section.others.length - drawn.length;
  const subjectSpace = subject && spaceOf(subject, section, l10n, "subject", gatewayLegs.map((link) => portOf(link, section, l10n, 1)));
  const spaces = [...(subjectSpace ? [subjectSpace] : []), ...drawn.map((one) => spaceOf(one, section, l10n, "space"))];
  const more: Space[] = hidden === 0 ? [] : [{ look: "ghost", title: l10n.t("+ {0} more", hidden), notes: [], ports: [] }];
  const main = hubOf(section, l10n);
  const hubs = gatewayLegs.length === 0 ? [main] : [main, gatewayHub(gatewayLegs, l10n)];
  return { spaces: [...orNobody(spaces, l10n), ...more], hubs: network === undefined ? [unknownHub(section.networkName ?? "?", l10n)] : hubs };
}

function orNobody(spaces: readonly Space[], l10n: L10n): readonly Space[] {
  return spaces.length > 0 ? spaces : [{ look: "ghost", title: l10n.t("no container yet"), notes: [], ports: [] }];
}

function spaceOf(standing: Standing, section: Section, l10n: L10n, look: "subject" | "space", more: readonly Port[] = []): Space {
  const { container, links } = standing;
  const live = isLive(container);
  const shown = links.filter((link) => !isStopped(link));
  const ports = live && shown.length > 0 ? shown.map((link) => portOf(link, section, l10n, 0)) : [expectedPort(standing, section, l10n)];
  return {
    look: live ? look : "ghost",
    title: oneLine(container.name),
    notes: [live ? l10n.t("its own network namespace") : l10n.t("not running")],
    ports: [...ports, ...more],
    ...(live && look === "subject" ? { loopback: "lo  127.0.0.1" } : {}),
  };
}

/** An interface that was read, or is at least on record. */
export function portOf(link: Link, section: Section, l10n: L10n, hub: number): Port {
  const name = link.interface === undefined ? l10n.t("interface not known") : numbered(oneLine(link.interface), link.ifindex);
  const details = [...tellingAddresses(link.addresses).slice(0, 2), ...(link.mac === undefined ? [] : [link.mac])];
  return { name, details, hub, ...cableOf(link, name, l10n) };
}

function cableOf(link: Link, name: string, l10n: L10n): Pick<Port, "cable" | "chip" | "words"> {
  const { peer, verdict, kind, candidates = [] } = link;
  if (kind === "macvlan" || kind === "ipvlan") return { cable: "direct", words: l10n.t("{0} is a child of the parent interface: there is no veth", name) };
  if (kind === "overlay") return { cable: "hidden", words: l10n.t("{0} ends inside the overlay’s own namespace", name) };
  if (peer?.interface !== undefined && (verdict === "verified" || verdict === "inferred")) {
    const end = numbered(oneLine(peerName(peer) ?? peer.interface), peer.ifindex, true);
    return verdict === "verified"
      ? { cable: "proven", chip: end, words: l10n.t("{0} is connected to {1}: proven", name, end) }
      : { cable: "probable", chip: `≈ ${end}`, words: l10n.t("{0} is probably connected to {1}", name, end) };
  }
  if (candidates.length > 0) return { cable: "unknown", chip: l10n.t("one of {0}", candidates.length), words: l10n.t("{0}: its other end is one of {1}", name, candidates.length) };
  return { cable: "unknown", chip: l10n.t("not known"), words: l10n.t("{0}: its other end is not known", name) };
}

/** What is not there, or was not read: the wire that the engine's answer promises. */
function expectedPort({ container, attachment }: Standing, section: Section, l10n: L10n): Port {
  const veth = section.mode === "bridge" || section.mode === "defaultBridge";
  if (isLive(container)) {
    const details = [attachment?.ipv4, attachment?.ipv6, attachment?.mac].filter((detail) => detail !== undefined);
    return { name: l10n.t("interface not read yet"), details, hub: 0, cable: "unknown", ...(veth ? { chip: l10n.t("not known") } : {}) };
  }
  return { name: l10n.t("an interface"), details: [l10n.t("address given at the start")], hub: 0, cable: "planned", ...(veth ? { chip: l10n.t("a new veth") } : {}) };
}

function numbered(name: string, index: number | undefined, facing = false): string {
  if (index === undefined) return name;
  return facing ? `${index} ${name}` : `${name} ${index}`;
}

/* ---- what cables meet at ---- */

function hubOf(section: Section, l10n: L10n): Hub {
  const { network, mode } = section;
  if (network === undefined) return unknownHub(section.networkName ?? "?", l10n);
  const addresses = network.pools.flatMap(({ subnet, gateway }) => [subnet, ...(gateway === undefined ? [] : [l10n.t("gateway {0}", gateway)])]);
  const title = oneLine(network.name);
  switch (mode) {
    case "macvlan":
    case "ipvlan": {
      const { parent: name, mode: how } = parent(network);
      const details = [l10n.t("{0}, mode {1}", mode, how), title, ...addresses];
      return { title: oneLine(name), details, cut: l10n.t("the host itself"), exit: lanExit(network, l10n) };
    }
    case "overlay": {
      const id = vxlanId(network);
      const details = [l10n.t("hidden namespace"), ...(id === undefined ? ["vxlan"] : [`vxlan ${id}`]), ...addresses];
      return { title, details, exit: { title: section.nodes.length === 0 ? l10n.t("other nodes") : l10n.t("all its nodes"), details: ["VXLAN, UDP 4789", ...nodeLines(section.nodes, l10n)], closed: false } };
    }
    case "defaultBridge":
    case "bridge": {
      const bridge = bridgeName(network);
      const details = [bridge === undefined ? l10n.t("bridge, its name is not known") : bridge, ...addresses];
      return { title, details, exit: bridgeExit(section, network, l10n) };
    }
    case "other":
    case "host":
    case "none":
    case "detached":
    case "shared":
      return unknownHub(title, l10n, oneLine(network.driver));
  }
}

function nodeLines(nodes: readonly string[], l10n: L10n): string[] {
  const shown = nodes.length > 4 ? nodes.slice(0, 3) : nodes;
  return [...shown.map(oneLine), ...(shown.length < nodes.length ? [l10n.t("and {0} more", nodes.length - shown.length)] : [])];
}

function unknownHub(title: string, l10n: L10n, driver?: string): Hub {
  return { title: oneLine(title), details: [...(driver === undefined ? [] : [driver]), l10n.t("not known")], ghost: true };
}

function gatewayHub([leg]: readonly Link[], l10n: L10n): Hub {
  const details = [l10n.t("bridge, the way out")];
  return { title: oneLine(leg?.network?.name ?? "docker_gwbridge"), details, exit: { title: "NAT", details: [l10n.t("masquerade")], closed: false } };
}

function bridgeExit(section: Section, network: Network, l10n: L10n): Exit {
  switch (wayOut(network)) {
    case "internal":
      return { title: l10n.t("no way out"), details: [l10n.t("internal: no route, no NAT")], closed: true };
    case "isolated":
      return { title: l10n.t("no way out"), details: [l10n.t("isolated: no gateway")], closed: true };
    case "routed":
      return { title: l10n.t("routing"), details: [l10n.t("no NAT: routed as it is"), ...portLines(section)], closed: false };
    case "nat":
      return { title: "NAT", details: [l10n.t("masquerade"), ...portLines(section)], closed: false };
  }
}

/** `*:8080 → 172.18.0.2:80`; with many, the first and how many more. */
function portLines({ subject, others: on, network }: Section): string[] {
  const lines = [...(subject ? [subject] : []), ...(subject ? [] : on)].flatMap(({ container, attachment }) => {
    // The engine does not say by which network a port comes in: with one there is no doubt.
    if (!isLive(container) || (container.attachments.length > 1 && network?.internal === true)) return [];
    const to = container.attachments.length === 1 && attachment?.ipv4 !== undefined ? `${withoutPrefix(attachment.ipv4)}:` : "";
    return publishedPorts(container).map(({ at, hostPort, containerPort, protocol }) => `${at}:${hostPort} → ${to}${containerPort}${protocol === "tcp" ? "" : `/${protocol}`}`);
  });
  return lines.length <= 4 ? lines : [...lines.slice(0, 3), `+ ${lines.length - 3}`];
}

function lanExit({ internal, driver }: Network, l10n: L10n): Exit {
  return internal
    ? { title: l10n.t("no way out"), details: [l10n.t("internal: cut from its parent")], closed: true }
    : { title: driver === "macvlan" ? l10n.t("own MAC address") : l10n.t("the parent’s MAC"), details: [l10n.t("no bridge, no NAT"), l10n.t("every port is reachable")], closed: false };
}

/* ---- modes without a network of their own ---- */

function loneSpace({ container, links }: Standing, l10n: L10n): Space {
  const live = isLive(container);
  // Somebody may have put an interface in by hand.
  const ports = live ? links.filter((link) => link.interface !== undefined && link.kind !== "none").map((link) => portWithoutHub(link, l10n)) : [];
  return {
    look: live ? "subject" : "ghost",
    title: oneLine(container.name),
    notes: [live ? l10n.t("its own network namespace") : l10n.t("not running")],
    ports,
    loopback: "lo  127.0.0.1",
  };
}

function portWithoutHub(link: Link, l10n: L10n): Port {
  return { name: link.interface === undefined ? l10n.t("interface not known") : numbered(oneLine(link.interface), link.ifindex), details: [...link.addresses.slice(0, 2)], cable: "unknown" };
}

function hostScene(section: Section, l10n: L10n): Pick<Scene, "spaces" | "hubs"> {
  const containers = section.mode === "shared" ? section.chain : (section.subject === undefined ? section.others.slice(0, others.alone) : [section.subject]).map(({ container }) => container);
  const spaces = containers.map((container): Space => {
    const live = isLive(container);
    const cable: LineLook = live ? "direct" : "planned";
    const port = { name: l10n.t("no interface of its own"), details: [], hub: 0, cable, words: l10n.t("{0} uses the host’s interfaces directly", oneLine(container.name)) };
    return { look: live ? "subject" : "ghost", title: oneLine(container.name), notes: [live ? l10n.t("processes in the host’s namespace") : l10n.t("not running")], ports: [port] };
  });
  return { spaces: orNobody(spaces, l10n), hubs: [hostInterfaces(section, l10n)] };
}

function hostInterfaces({ host }: Section, l10n: L10n): Hub {
  const exitHub = { exit: { title: l10n.t("the host’s routes"), details: [l10n.t("no bridge, no NAT")], closed: false } };
  if (host?.visible !== true) return { title: l10n.t("interfaces"), details: [l10n.t("not read from here")], ...exitHub };
  const all = [...host.others, ...host.bridges].filter(({ ifindex }) => ifindex !== undefined);
  // Hardware and loopback first, as they come; virtual ones of others say little.
  const lines = all.map(({ name, ifindex, addresses }) => [numbered(oneLine(name), ifindex), ...tellingAddresses(addresses).slice(0, 1)]);
  const shown = lines.slice(0, 4).flatMap(([name = "", address]) => (address === undefined ? [name] : [name, `  ${address}`]));
  return { title: l10n.t("interfaces"), details: [...shown, ...(lines.length > 4 ? [l10n.t("+ {0} more", lines.length - 4)] : [])], ...exitHub };
}

function sharedScene(section: Section, l10n: L10n): Pick<Scene, "spaces" | "hubs"> & { readonly empty?: string } {
  const { owner, chain, subject } = section;
  const names = [...chain, ...section.others.map(({ container }) => container)].map(({ name }) => oneLine(name));
  const live = owner !== undefined && isLive(owner.container) && runs(section);
  const links = live ? owner.links.filter(({ interface: name }) => name !== undefined) : [];
  const restarted = subject?.links.some(({ reason }) => reason?.code === "ownerRestarted") === true;
  const hubs: Hub[] = [];
  const ports = (restarted ? [] : links).map((link): Port => {
    const title = link.network === null ? l10n.t("not made by the engine") : oneLine(link.network.name);
    let hub = hubs.findIndex((one) => one.title === title);
    if (hub < 0) hub = hubs.push({ title, details: [link.peer?.bridge ?? link.network?.driver ?? ""].map(oneLine) }) - 1;
    return portOf(link, section, l10n, hub);
  });
  // Ports of one hub stand together, so that no cable crosses another.
  ports.sort((a, b) => (a.hub ?? 0) - (b.hub ?? 0));
  const space: Space = {
    look: live && !restarted ? "subject" : "ghost",
    title: l10n.t("one namespace"),
    notes: [l10n.t("of {0}", oneLine(section.ownerName ?? "?")), ...names.slice(0, 5).map((name) => `• ${name}`), ...(names.length > 5 ? [l10n.t("+ {0} more", names.length - 5)] : [])],
    ports,
    ...(live ? { loopback: l10n.t("lo  127.0.0.1, one for all") } : {}),
  };
  const empty = restarted
    ? l10n.t("{0} has been restarted and has a new namespace; this one must be restarted too.", oneLine(section.ownerName ?? "?"))
    : live
      ? l10n.t("Its interfaces are not known.")
      : l10n.t("There is no namespace to share now.");
  return { spaces: [space], hubs, ...(hubs.length === 0 ? { empty } : {}) };
}
