import * as vscode from "vscode";
import { networkIssue } from "../../core/attach";
import type { ContainerForm, JoinForm, PortForm } from "../../core/containerForm";
import { apiAtLeast } from "../../core/driverOptions";
import { takes } from "../../core/endpointField";
import { isLive, type Network } from "../../core/inventory";
import { freeAddress } from "../../core/ipam";
import { isEmptyPair } from "../../core/networkForm";
import { needsApi } from "../../platform/wordsForm";
import type { FormChoice, FormField, FormSection } from "../../protocol/form";
import type { FormFacts, Remark } from "./model";
import { pairsField } from "./networkSections";

/** The sections of a container's form. `draft` is what was typed, `form` the same without spaces around. */
export function containerSections(draft: ContainerForm, form: ContainerForm, facts: FormFacts, remark: Remark): FormSection[] {
  const environment = draft.env.filter((pair) => !isEmptyPair(pair)).map(({ key }) => key);
  const labels = draft.labels.filter((pair) => !isEmptyPair(pair)).map(({ key }) => key);
  const names = [draft.hostname, draft.domainname, draft.dns, draft.dnsSearch, draft.dnsOptions].filter((text) => text !== "");
  return [
    { id: "general", title: vscode.l10n.t("General"), fields: generalFields(draft, facts, remark) },
    { id: "network", title: vscode.l10n.t("Network"), fields: networkFields(draft, form, facts, remark) },
    ...(draft.mode === "networks" ? [{ id: "ports", title: vscode.l10n.t("Ports"), fields: portFields(draft, remark) }] : []),
    {
      id: "env",
      title: vscode.l10n.t("Environment"),
      fold: { open: environment.length > 0, summary: environment.join(", ") },
      fields: [pairsField("env", draft.env, remark, { label: "", add: vscode.l10n.t("Add Variable"), key: vscode.l10n.t("Variable") })],
    },
    {
      id: "labels",
      title: vscode.l10n.t("Labels"),
      fold: { open: labels.length > 0, summary: labels.join(", ") },
      fields: [pairsField("labels", draft.labels, remark, { label: "", add: vscode.l10n.t("Add Label"), key: vscode.l10n.t("Label") })],
    },
    ...(draft.mode === "container"
      ? []
      : [{ id: "names", title: vscode.l10n.t("Names and DNS"), fold: { open: names.length > 0 || draft.extraHosts.length > 0 || draft.links.length > 0, summary: names.join(", ") }, fields: nameFields(draft, remark) }]),
  ];
}

function generalFields(draft: ContainerForm, { images }: FormFacts, remark: Remark): FormField[] {
  const typed = draft.image.trim().toLowerCase();
  const found = (images ?? []).filter((image) => image !== draft.image.trim() && image.toLowerCase().includes(typed));
  return [
    {
      kind: "text",
      id: "image",
      label: vscode.l10n.t("Image"),
      value: draft.image,
      placeholder: "nginx:latest",
      required: true,
      help: vscode.l10n.t("One that is on the engine; type to find it."),
      suggestions: (images ?? []).includes(draft.image.trim()) ? [] : found.slice(0, 8).map((image) => ({ value: image, label: image })),
      ...remark("image"),
    },
    { kind: "text", id: "name", label: vscode.l10n.t("Name"), value: draft.name, placeholder: vscode.l10n.t("the engine’s choice"), ...remark("name") },
    { kind: "text", id: "command", label: vscode.l10n.t("Command"), value: draft.command, placeholder: vscode.l10n.t("the image’s own"), help: vscode.l10n.t("Separated at spaces; quotation marks keep words together. No shell is used."), ...remark("command") },
    {
      kind: "choice",
      id: "restart",
      label: vscode.l10n.t("Restart"),
      value: draft.restart,
      choices: [
        { value: "", label: vscode.l10n.t("never") },
        { value: "on-failure", label: vscode.l10n.t("when it fails (on-failure)") },
        { value: "unless-stopped", label: vscode.l10n.t("always, unless it was stopped (unless-stopped)") },
        { value: "always", label: vscode.l10n.t("always (always)") },
      ],
      ...remark("restart"),
    },
    ...(draft.restart === "on-failure"
      ? [{ kind: "text" as const, id: "retries", label: vscode.l10n.t("At most"), value: draft.retries, placeholder: vscode.l10n.t("without end"), help: vscode.l10n.t("How many times it is tried again."), ...remark("retries") }]
      : []),
  ];
}

function networkFields(draft: ContainerForm, form: ContainerForm, facts: FormFacts, remark: Remark): FormField[] {
  const { containers } = facts.inventory;
  const owners = containers.filter((container) => isLive(container) && container.mode.kind !== "container");
  const missing = draft.container === "" || owners.some(({ name }) => name === draft.container) ? [] : [{ value: draft.container, label: draft.container }];
  return [
    {
      kind: "choice",
      id: "mode",
      label: vscode.l10n.t("Mode"),
      value: draft.mode,
      help: modeWords(draft.mode),
      choices: [
        { value: "networks", label: vscode.l10n.t("on networks") },
        { value: "host", label: vscode.l10n.t("the host’s network (host)") },
        { value: "none", label: vscode.l10n.t("no network (none)") },
        { value: "container", label: vscode.l10n.t("another container’s network (container:…)"), ...(owners.length === 0 ? { disabled: vscode.l10n.t("No container runs whose network could be shared.") } : {}) },
      ],
      ...remark("mode"),
    },
    ...(draft.mode === "container"
      ? [
          {
            kind: "choice" as const,
            id: "container",
            label: vscode.l10n.t("Container"),
            value: draft.container,
            choices: [{ value: "", label: vscode.l10n.t("choose…") }, ...owners.map(({ name, image }) => ({ value: name, label: `${name} · ${image}` })), ...missing],
            ...remark("container"),
          },
        ]
      : []),
    ...(draft.mode === "networks"
      ? [
          {
            kind: "list" as const,
            id: "networks",
            label: vscode.l10n.t("Networks"),
            add: vscode.l10n.t("Add Network"),
            inline: false,
            rows: draft.networks.map((join, index) => ({
              id: `networks/${index}`,
              label: vscode.l10n.t("Network {0}", index + 1),
              remove: vscode.l10n.t("Remove network {0}", index + 1),
              fields: joinFields(join, index, form, facts, remark),
            })),
            ...remark("networks"),
          },
        ]
      : []),
  ];
}

function modeWords(mode: ContainerForm["mode"]): string {
  switch (mode) {
    case "networks":
      return vscode.l10n.t("Interfaces of its own on one network or several.");
    case "host":
      return vscode.l10n.t("Uses the host’s interfaces directly: no isolation, no published ports.");
    case "none":
      return vscode.l10n.t("Nothing but loopback.");
    case "container":
      return vscode.l10n.t("The same interfaces, addresses and ports as the other container has.");
  }
}

function joinFields(join: JoinForm, index: number, form: ContainerForm, { inventory }: FormFacts, remark: Remark): FormField[] {
  const at = `networks/${index}`;
  const network = inventory.networks.find(({ name }) => name === join.network);
  const own = network !== undefined && !network.builtIn;
  const api = inventory.engine.apiVersion;
  const offWhere = own ? {} : { disabled: vscode.l10n.t("Only on networks of your own.") };
  const free = network === undefined || !own || join.ipv4 !== "" ? undefined : freeAddress(network, "ipv4", inventory);
  return [
    { kind: "choice", id: `${at}/network`, label: vscode.l10n.t("Network"), value: join.network, choices: networkChoices(inventory.networks, join.network, form), ...remark(`${at}/network`) },
    { kind: "text", id: `${at}/aliases`, label: vscode.l10n.t("Aliases"), value: join.aliases, placeholder: "web www", ...(own || join.aliases !== "" ? {} : offWhere), ...remark(`${at}/aliases`) },
    {
      kind: "text",
      id: `${at}/ipv4`,
      label: "IPv4",
      value: join.ipv4,
      placeholder: vscode.l10n.t("the engine’s choice"),
      ...(own || join.ipv4 !== "" ? {} : offWhere),
      ...(free === undefined ? {} : { suggestions: [{ value: free, label: vscode.l10n.t("{0} is free", free) }] }),
      ...remark(`${at}/ipv4`),
    },
    ...(network?.ipv6 === true || join.ipv6 !== "" ? [{ kind: "text" as const, id: `${at}/ipv6`, label: "IPv6", value: join.ipv6, placeholder: vscode.l10n.t("the engine’s choice"), ...remark(`${at}/ipv6`) }] : []),
    {
      kind: "text",
      id: `${at}/mac`,
      label: "MAC",
      value: join.mac,
      placeholder: vscode.l10n.t("the engine’s choice"),
      ...(index > 0 && join.mac === "" && !takes(inventory.engine, "mac") ? { disabled: needsApi("1.44") } : {}),
      ...remark(`${at}/mac`),
    },
    { kind: "text", id: `${at}/linkLocal`, label: vscode.l10n.t("Link-local"), value: join.linkLocal, placeholder: "169.254.1.2", ...(own || join.linkLocal !== "" ? {} : offWhere), ...remark(`${at}/linkLocal`) },
    {
      kind: "text",
      id: `${at}/gatewayPriority`,
      label: vscode.l10n.t("Priority"),
      value: join.gatewayPriority,
      placeholder: "0",
      help: vscode.l10n.t("The network with the highest gives the default gateway."),
      ...(join.gatewayPriority === "" && !apiAtLeast(api, "1.48") ? { disabled: needsApi("1.48") } : {}),
      ...remark(`${at}/gatewayPriority`),
    },
    pairsField(`${at}/options`, join.options, remark, { label: vscode.l10n.t("Options"), add: vscode.l10n.t("Add Option"), key: vscode.l10n.t("Option") }),
  ];
}

function networkChoices(networks: readonly Network[], chosen: string, { networks: joins }: ContainerForm): FormChoice[] {
  const possible = networks.filter((network) => networkIssue(network) === undefined && (network.name === chosen || !joins.some((join) => join.network === network.name)));
  const choices = possible.map(({ name, driver, pools }) => ({ value: name, label: [name, driver, pools[0]?.subnet].filter((text) => text !== undefined).join(" · ") }));
  if (chosen === "") return [{ value: "", label: vscode.l10n.t("choose…") }, ...choices];
  return possible.some(({ name }) => name === chosen) ? choices : [{ value: chosen, label: chosen }, ...choices];
}

function portFields(draft: ContainerForm, remark: Remark): FormField[] {
  return [
    {
      kind: "list",
      id: "ports",
      label: vscode.l10n.t("Published"),
      add: vscode.l10n.t("Publish Port"),
      inline: true,
      help: vscode.l10n.t("Host address, host port, container port, protocol. Without a host port the engine takes a free one."),
      rows: draft.ports.map((port, index) => ({
        id: `ports/${index}`,
        label: vscode.l10n.t("Port {0}", index + 1),
        remove: vscode.l10n.t("Remove port {0}", index + 1),
        fields: portRow(port, `ports/${index}`, remark),
      })),
      ...remark("ports"),
    },
    { kind: "check", id: "publishAll", label: vscode.l10n.t("Publish all exposed ports"), value: draft.publishAll, help: vscode.l10n.t("Each at a free port of the host."), ...remark("publishAll") },
    { kind: "text", id: "expose", label: vscode.l10n.t("Exposed"), value: draft.expose, placeholder: "80 53/udp", help: vscode.l10n.t("Ports that are told to others, not published."), ...remark("expose") },
  ];
}

function portRow(port: PortForm, at: string, remark: Remark): FormField[] {
  return [
    { kind: "text", id: `${at}/hostIp`, label: vscode.l10n.t("Host address"), value: port.hostIp, placeholder: "0.0.0.0", ...remark(`${at}/hostIp`) },
    { kind: "text", id: `${at}/hostPort`, label: vscode.l10n.t("Host port"), value: port.hostPort, placeholder: vscode.l10n.t("Host port"), ...remark(`${at}/hostPort`) },
    { kind: "text", id: `${at}/containerPort`, label: vscode.l10n.t("Container port"), value: port.containerPort, placeholder: vscode.l10n.t("Container port"), ...remark(`${at}/containerPort`) },
    { kind: "choice", id: `${at}/protocol`, label: vscode.l10n.t("Protocol"), value: port.protocol, choices: ["tcp", "udp", "sctp"].map((one) => ({ value: one, label: one })), ...remark(`${at}/protocol`) },
  ];
}

function nameFields(draft: ContainerForm, remark: Remark): FormField[] {
  const line = (id: "hostname" | "domainname" | "dns" | "dnsSearch" | "dnsOptions", label: string, placeholder: string): FormField => ({ kind: "text", id, label, value: draft[id], placeholder, ...remark(id) });
  return [
    line("hostname", vscode.l10n.t("Host name"), vscode.l10n.t("the beginning of its id")),
    line("domainname", vscode.l10n.t("Domain name"), "example.org"),
    line("dns", vscode.l10n.t("DNS servers"), "9.9.9.9"),
    line("dnsSearch", vscode.l10n.t("Search domains"), "example.org"),
    line("dnsOptions", vscode.l10n.t("DNS options"), "ndots:1"),
    pairsField("extraHosts", draft.extraHosts, remark, { label: vscode.l10n.t("Extra hosts"), add: vscode.l10n.t("Add Host"), key: vscode.l10n.t("Host name"), value: vscode.l10n.t("Address"), help: vscode.l10n.t("Lines for /etc/hosts; host-gateway stands for the host’s own address.") }),
    ...(draft.mode === "networks"
      ? [pairsField("links", draft.links, remark, { label: vscode.l10n.t("Links"), add: vscode.l10n.t("Add Link"), key: vscode.l10n.t("Container"), value: vscode.l10n.t("Alias"), help: vscode.l10n.t("Names for other containers of the first network, for this one alone.") })]
      : []),
  ];
}
