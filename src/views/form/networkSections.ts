import * as vscode from "vscode";
import { driverOffers } from "../../core/draft";
import { apiAtLeast } from "../../core/driverOptions";
import type { HostInterface } from "../../core/hostView";
import { addressSpaceOf, defaultGateway, freeSubnet, freeSubnet6 } from "../../core/ipam";
import { applies, isEmptyPair, isIpv6, type NetworkForm, type Pair, parentOf, type PoolForm } from "../../core/networkForm";
import { describeDriver } from "../../platform/wordsDriver";
import { needsApi } from "../../platform/wordsForm";
import type { FormField, FormSection } from "../../protocol/form";
import type { FormFacts, Remark } from "./model";
import { optionFields } from "./optionFields";

/** The sections of a network's form. `draft` is what was typed, `form` the same without spaces around. */
export function networkSections(draft: NetworkForm, form: NetworkForm, facts: FormFacts, remark: Remark): FormSection[] {
  const on = applies(form);
  const options = optionFields(draft, facts.inventory.engine, remark);
  return [
    { id: "general", title: vscode.l10n.t("General"), fields: [...generalFields(draft, facts, remark), ...parentFields(draft, form, facts, remark)] },
    ...(on.addresses ? [{ id: "addresses", title: vscode.l10n.t("Addresses"), fields: addressFields(draft, form, facts, remark) }] : []),
    ...(on.flags ? [{ id: "access", title: vscode.l10n.t("Access"), fields: accessFields(draft, facts, remark) }] : []),
    ...(on.options
      ? [
          {
            id: "options",
            title: vscode.l10n.t("Driver options"),
            fold: { open: true, summary: "" },
            fields: [...options, pairsField("options", draft.options, remark, { label: vscode.l10n.t("Further options"), add: vscode.l10n.t("Add Option"), key: vscode.l10n.t("Option"), help: vscode.l10n.t("Any option that the driver knows, as --opt name=value.") })],
          },
        ]
      : []),
    ...(on.labels
      ? [{ id: "labels", title: vscode.l10n.t("Labels"), fold: fold(draft.labels), fields: [pairsField("labels", draft.labels, remark, { label: "", add: vscode.l10n.t("Add Label"), key: vscode.l10n.t("Label") })] }]
      : []),
    ...(on.addresses
      ? [{ id: "ipam", title: vscode.l10n.t("Address management (IPAM)"), fold: { ...fold(draft.ipamOptions), open: draft.ipamDriver !== "" || draft.ipamOptions.length > 0 }, fields: ipamFields(draft, remark) }]
      : []),
  ];
}

function fold(pairs: readonly Pair[]): { open: boolean; summary: string } {
  const filled = pairs.filter((pair) => !isEmptyPair(pair));
  return { open: filled.length > 0, summary: filled.map(({ key }) => key).join(", ") };
}

function generalFields(draft: NetworkForm, { inventory }: FormFacts, remark: Remark): FormField[] {
  const offers = driverOffers(inventory.engine);
  const why = (reason: "onlyOne" | "needsSwarm"): string =>
    reason === "needsSwarm" ? vscode.l10n.t("Needs a swarm, and this engine is in none; see “docker swarm init”.") : vscode.l10n.t("There is exactly one such network and the engine has made it.");
  const missing = offers.some(({ driver }) => driver === draft.driver) ? [] : [{ value: draft.driver, label: draft.driver }];
  const refused = ["onlyOne", "needsSwarm"] as const;
  const notOffered = refused.flatMap((reason) => {
    const names = offers.flatMap((offer) => (!offer.offered && offer.why === reason ? [offer.driver] : []));
    return names.length === 0 ? [] : [vscode.l10n.t("Not offered: {0}. {1}", names.join(", "), why(reason))];
  });
  const templates = inventory.networks.filter(({ configOnly }) => configOnly);
  const chosen = draft.configFrom === "" || templates.some(({ name }) => name === draft.configFrom) ? [] : [{ value: draft.configFrom, label: draft.configFrom }];
  return [
    { kind: "text", id: "name", label: vscode.l10n.t("Name"), value: draft.name, placeholder: "my-net", required: true, ...remark("name") },
    {
      kind: "choice",
      id: "driver",
      label: vscode.l10n.t("Driver"),
      value: draft.driver,
      help: [describeDriver(draft.driver), ...notOffered].join("\n"),
      choices: [...offers.map((offer) => ({ value: offer.driver, label: offer.driver, ...(offer.offered ? {} : { disabled: why(offer.why) }) })), ...missing],
      ...remark("driver"),
    },
    {
      kind: "choice",
      id: "template",
      label: vscode.l10n.t("Made as"),
      value: draft.template,
      help:
        draft.template === "is"
          ? vscode.l10n.t("Holds addresses and options for other networks, and is no network itself (config-only).")
          : draft.template === "from"
            ? vscode.l10n.t("Addresses, options and labels come from the template (config-from).")
            : vscode.l10n.t("An ordinary network."),
      choices: [
        { value: "", label: vscode.l10n.t("a network") },
        { value: "is", label: vscode.l10n.t("a template for networks") },
        { value: "from", label: vscode.l10n.t("a network from a template"), ...(templates.length === 0 ? { disabled: vscode.l10n.t("There is no template on this engine.") } : {}) },
      ],
      ...remark("template"),
    },
    ...(draft.template === "from"
      ? [
          {
            kind: "choice" as const,
            id: "configFrom",
            label: vscode.l10n.t("Template"),
            value: draft.configFrom,
            choices: [{ value: "", label: vscode.l10n.t("choose…") }, ...templates.map(({ name }) => ({ value: name, label: name })), ...chosen],
            ...remark("configFrom"),
          },
        ]
      : []),
  ];
}

function parentFields(draft: NetworkForm, form: NetworkForm, { host }: FormFacts, remark: Remark): FormField[] {
  if (!applies(form).parent) return [];
  const carriers = host === undefined ? [] : [...host.others, ...host.bridges].filter(carries).slice(0, 8);
  const tagged = parentOf(form);
  return [
    {
      kind: "text",
      id: "parent",
      label: vscode.l10n.t("Parent interface"),
      value: draft.parent,
      placeholder: "eth0",
      help: [
        vscode.l10n.t("Interface of the engine’s host that carries the network; empty makes one without connection to the outside"),
        ...(host === undefined ? [vscode.l10n.t("The host’s interfaces are not to be seen from here, so type its name.")] : []),
      ].join("\n"),
      ...(draft.parent === "" ? { suggestions: carriers.map(({ name, addresses }) => ({ value: name, label: addresses[0] === undefined ? name : `${name} · ${addresses[0]}` })) } : {}),
      ...remark("parent"),
    },
    {
      kind: "text",
      id: "vlan",
      label: "VLAN",
      value: draft.vlan,
      placeholder: "10",
      help: tagged === form.parent ? vscode.l10n.t("A number makes a tagged interface on the parent, such as eth0.10.") : vscode.l10n.t("Uses the interface {0}, and makes it if it is not there.", tagged),
      ...(form.parent === "" ? { disabled: vscode.l10n.t("Needs a parent interface.") } : {}),
      ...remark("vlan"),
    },
  ];
}

/** Can it carry a macvlan? Not loopback, nor one end of a pair, nor what is itself one. */
function carries({ loopback, kind, ifindex }: HostInterface): boolean {
  return loopback !== true && ifindex !== undefined && kind !== "veth" && kind !== "macvlan" && kind !== "ipvlan" && kind !== "vxlan";
}

function addressFields(draft: NetworkForm, form: NetworkForm, facts: FormFacts, remark: Remark): FormField[] {
  const { engine } = facts.inventory;
  const old = !apiAtLeast(engine.apiVersion, "1.48");
  return [
    {
      kind: "check",
      id: "ipv4",
      label: "IPv4",
      value: draft.ipv4,
      ...(old && draft.ipv4 ? { disabled: vscode.l10n.t("Always on. {0}", needsApi("1.48")) } : {}),
      ...remark("ipv4"),
    },
    { kind: "check", id: "ipv6", label: "IPv6", value: draft.ipv6, help: vscode.l10n.t("Containers get IPv6 addresses too"), ...remark("ipv6") },
    {
      kind: "list",
      id: "pools",
      label: vscode.l10n.t("Address pools"),
      add: vscode.l10n.t("Add Pool"),
      inline: false,
      rows: draft.pools.map((pool, index) => ({
        id: `pools/${index}`,
        label: vscode.l10n.t("Address pool {0}", index + 1),
        remove: vscode.l10n.t("Remove pool {0}", index + 1),
        fields: poolFields(pool, index, form, facts, remark),
      })),
      ...remark("pools"),
    },
  ];
}

function poolFields(pool: PoolForm, index: number, form: NetworkForm, { inventory }: FormFacts, remark: Remark): FormField[] {
  const at = `pools/${index}`;
  const subnet = pool.subnet.trim();
  const taken = form.pools.flatMap(({ subnet: other }, place) => (place === index || other === "" ? [] : [other]));
  const space = addressSpaceOf(form.driver);
  const free = [
    ...(form.ipv4 && !(form.driver === "bridge" && taken.some((other) => !isIpv6(other))) ? [freeSubnet(space, inventory, taken)] : []),
    ...(form.ipv6 && !(form.driver === "bridge" && taken.some(isIpv6)) ? [freeSubnet6(space, inventory, taken)] : []),
  ].flatMap((proposal) => (proposal === undefined ? [] : [{ value: proposal, label: vscode.l10n.t("{0} is free", proposal) }]));
  return [
    {
      kind: "text",
      id: `${at}/subnet`,
      label: vscode.l10n.t("Subnet"),
      value: pool.subnet,
      placeholder: vscode.l10n.t("the engine’s choice"),
      ...(subnet === "" ? { suggestions: free } : {}),
      ...remark(`${at}/subnet`),
    },
    { kind: "text", id: `${at}/gateway`, label: vscode.l10n.t("Gateway"), value: pool.gateway, placeholder: defaultGateway(subnet) ?? vscode.l10n.t("the first address"), ...remark(`${at}/gateway`) },
    {
      kind: "text",
      id: `${at}/ipRange`,
      label: vscode.l10n.t("Range"),
      value: pool.ipRange,
      placeholder: subnet === "" ? vscode.l10n.t("the whole subnet") : subnet,
      help: vscode.l10n.t("Containers get addresses from this part of the subnet only."),
      ...remark(`${at}/ipRange`),
    },
    pairsField(`${at}/aux`, pool.aux, remark, {
      label: vscode.l10n.t("Reserved"),
      add: vscode.l10n.t("Reserve Address"),
      key: vscode.l10n.t("Host name"),
      value: vscode.l10n.t("Address"),
      help: vscode.l10n.t("Addresses that belong to others, such as a router, and are given to no container."),
    }),
  ];
}

function accessFields(draft: NetworkForm, { inventory }: FormFacts, remark: Remark): FormField[] {
  const noSwarm = inventory.engine.swarm ? undefined : vscode.l10n.t("Needs a swarm, and this engine is in none; see “docker swarm init”.");
  const notOverlay = draft.driver === "overlay" ? undefined : vscode.l10n.t("Only an overlay network can be the swarm’s ingress.");
  const ingressOff = noSwarm ?? notOverlay;
  return [
    { kind: "check", id: "internal", label: vscode.l10n.t("Internal"), value: draft.internal, help: vscode.l10n.t("No way to the outside: containers reach only each other"), ...remark("internal") },
    { kind: "check", id: "attachable", label: vscode.l10n.t("Attachable"), value: draft.attachable, help: vscode.l10n.t("On a swarm’s network, containers can be attached by hand, not only services. Other networks always are."), ...remark("attachable") },
    {
      kind: "check",
      id: "ingress",
      label: vscode.l10n.t("Ingress"),
      value: draft.ingress,
      help: vscode.l10n.t("The network of the swarm’s routing mesh; there is one."),
      ...(ingressOff === undefined || draft.ingress ? {} : { disabled: ingressOff }),
      ...remark("ingress"),
    },
    {
      kind: "choice",
      id: "scope",
      label: vscode.l10n.t("Scope"),
      value: draft.scope,
      help: vscode.l10n.t("Where the network exists: on this engine, or on every node of the swarm."),
      choices: [
        { value: "", label: vscode.l10n.t("the driver’s own") },
        { value: "local", label: "local" },
        { value: "swarm", label: "swarm", ...(noSwarm === undefined ? {} : { disabled: noSwarm }) },
      ],
      ...remark("scope"),
    },
  ];
}

function ipamFields(draft: NetworkForm, remark: Remark): FormField[] {
  return [
    { kind: "text", id: "ipamDriver", label: vscode.l10n.t("IPAM driver"), value: draft.ipamDriver, placeholder: "default", help: vscode.l10n.t("Who gives the addresses; a plugin’s name, or null for none."), ...remark("ipamDriver") },
    pairsField("ipamOptions", draft.ipamOptions, remark, { label: vscode.l10n.t("IPAM options"), add: vscode.l10n.t("Add Option"), key: vscode.l10n.t("Option") }),
  ];
}

interface PairWords {
  readonly label: string;
  readonly add: string;
  readonly key: string;
  readonly value?: string;
  readonly help?: string;
}

/** Names and values, a line each. */
export function pairsField(id: string, pairs: readonly Pair[], remark: Remark, { label, add, key, value = vscode.l10n.t("Value"), help }: PairWords): FormField {
  return {
    kind: "list",
    id,
    label,
    add,
    inline: true,
    ...(help === undefined ? {} : { help }),
    rows: pairs.map((pair, index) => {
      const at = `${id}/${index}`;
      return {
        id: at,
        label: `${key} ${index + 1}`,
        remove: vscode.l10n.t("Remove {0}", pair.key === "" ? `${key} ${index + 1}` : pair.key),
        fields: [
          { kind: "text", id: `${at}/key`, label: key, value: pair.key, placeholder: key, ...remark(`${at}/key`) },
          { kind: "text", id: `${at}/value`, label: value, value: pair.value, placeholder: value, ...remark(`${at}/value`) },
        ],
      };
    }),
    ...remark(id),
  };
}

