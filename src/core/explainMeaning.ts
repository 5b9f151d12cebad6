import { bridge, defaultBridge, ipvlan, macvlan, type Meaning, overlay, pointsOf } from "./explainModes";
import type { Section } from "./explainSubject";
import { word } from "./linkCommands";
import { type L10n, oneLine } from "./text";

/** What the mode of a section means, told of this one. */
export function meaningOf(section: Section, l10n: L10n): Meaning {
  return { ...words(section, l10n), configuration: configuration(section) };
}

/** The mode's own name, such as `user-defined bridge`. */
function words(section: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  switch (section.mode) {
    case "defaultBridge":
      return defaultBridge(section, l10n);
    case "bridge":
      return bridge(section, l10n);
    case "overlay":
      return overlay(section, l10n);
    case "macvlan":
      return macvlan(section, l10n);
    case "ipvlan":
      return ipvlan(section, l10n);
    case "host":
      return host(l10n);
    case "none":
      return none(l10n);
    case "detached":
      return detached(l10n);
    case "shared":
      return shared(section, l10n);
    case "other":
      return other(section, l10n);
  }
}

function configuration({ mode, network, networkName, ownerName, subject }: Section): string {
  const run = "docker run --network";
  const image = word(subject?.container.image ?? "IMAGE");
  switch (mode) {
    case "defaultBridge":
      return `docker run ${image}`;
    case "detached":
      return `docker network disconnect NETWORK ${word(subject?.container.name ?? "CONTAINER")}`;
    case "host":
    case "none":
      return `${run} ${mode} ${image}`;
    case "shared":
      return `${run} ${word(`container:${ownerName ?? ""}`)} ${image}`;
    case "bridge":
    case "overlay":
    case "macvlan":
    case "ipvlan":
    case "other":
      return `${run} ${word(network?.name ?? networkName ?? "NETWORK")} ${image}`;
  }
}

function host(l10n: L10n): Omit<Meaning, "configuration"> {
  return {
    name: l10n.t("host mode"),
    summary: l10n.t("No network of its own: the container’s programs use the host’s interfaces, addresses, ports and routes as if they ran on the host."),
    points: pointsOf(
      {
        shared: l10n.t("The host’s whole network namespace: interfaces, addresses, routes, firewall, everything on 127.0.0.1, and abstract unix sockets."),
        isolation: l10n.t("None on the network: it reaches whatever the host reaches, and what it listens on is open wherever the host is. Files, processes and users stay apart."),
        names: l10n.t("The host’s resolvers and no container’s name."),
        performance: l10n.t("The host’s own: no veth, no bridge, no NAT."),
        use: l10n.t("Tools that must see or manage the host’s network, programs with very many or changing ports, and the last bit of speed."),
        limits: l10n.t("Two programs cannot listen on one port, whether in containers or not. --publish has no effect. It can be attached to no other network. With Docker Desktop, “the host” is its virtual machine."),
      },
      l10n,
    ),
  };
}

const loneIsolation = (l10n: L10n): string => l10n.t("Complete, as far as the network goes: no packet gets in or out. docker exec, volumes and unix sockets on volumes still work.");

function none(l10n: L10n): Omit<Meaning, "configuration"> {
  return {
    name: l10n.t("none"),
    summary: l10n.t("A network namespace with nothing in it but the loopback interface lo: the programs inside reach themselves and nobody else."),
    points: pointsOf(
      {
        shared: l10n.t("Nothing: a namespace of its own, and no cable that leads out of it."),
        isolation: loneIsolation(l10n),
        names: l10n.t("None but its own: there is nobody to ask."),
        performance: l10n.t("That of loopback, which never leaves the kernel’s memory."),
        use: l10n.t("Work on secrets or on input that nobody trusts, batch jobs on volumes, and wiring by hand (ip link set … netns)."),
        limits: l10n.t("No network at all. To be attached to one, it must be taken off none first."),
      },
      l10n,
    ),
  };
}

function detached(l10n: L10n): Omit<Meaning, "configuration"> {
  const meaning = none(l10n);
  return {
    name: l10n.t("attached to nothing"),
    summary: l10n.t("It was taken off all its networks. Until it is attached to one, it has only its loopback interface."),
    points: meaning.points.slice(0, 3),
  };
}

function shared({ ownerName, chain }: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  const owner = oneLine(ownerName ?? "?");
  const path = [...chain.map(({ name }) => oneLine(name)), ...(chain.some(({ name }) => name === ownerName) ? [] : [owner])].join(" → ");
  return {
    name: l10n.t("container mode"),
    summary: l10n.t("No namespace of its own: it has joined that of {0}. Both see the same interfaces, addresses and ports, and 127.0.0.1 is one and the same for them.", owner),
    points: [
      ...(chain.length > 2 ? [{ term: l10n.t("Chain"), text: l10n.t("{0}: the last one’s namespace is everybody’s.", path) }] : []),
      ...pointsOf(
        {
          shared: l10n.t("All of the network: eth0, addresses, routes, ports, loopback, and the firewall inside. Files, processes and users stay apart."),
          isolation: l10n.t("None between these containers. Towards all others, that of {0}’s networks.", owner),
          names: l10n.t("Those of {0}: whoever of them listens on a port answers for the name.", owner),
          performance: l10n.t("Between them it is loopback, the fastest there is; to others as {0}’s network.", owner),
          use: l10n.t("Companions of one program: a proxy, a packet capture, a shell to look around. Pods of Kubernetes are made this way."),
          limits: l10n.t("Ports are published on {0}, not here; two cannot listen on one port; it can be attached to no network. When {0} restarts it gets a new namespace, and this one must be restarted too.", owner),
        },
        l10n,
      ),
    ],
  };
}

function other({ network, networkName }: Section, l10n: L10n): Omit<Meaning, "configuration"> {
  if (network === undefined) {
    return {
      name: l10n.t("a network that is gone"),
      summary: l10n.t("The engine has an attachment to {0} on record, but no such network.", oneLine(networkName ?? "?")),
      points: [],
    };
  }
  return {
    name: l10n.t("driver {0}", oneLine(network.driver)),
    summary: l10n.t("This network is made by the driver {0}, a plugin. What it does is not known to this extension; what the engine says of it is below.", oneLine(network.driver)),
    points: [{ term: l10n.t("Isolation"), text: l10n.t("The driver decides. Its own documentation says what containers on it reach.") }],
  };
}
