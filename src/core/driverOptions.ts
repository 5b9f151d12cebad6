/** How a driver's option is entered. */
export type OptionKind =
  /** on, off, or the driver's default */ | { readonly kind: "switch"; readonly default: boolean }
  | { readonly kind: "choice"; readonly choices: readonly OptionChoice[] }
  | { readonly kind: "number"; readonly least: number; readonly most: number; readonly default?: number }
  | { readonly kind: "address"; readonly default?: string }
  /** an interface's name on the host, or the beginning of one in the container */ | { readonly kind: "interface"; readonly longest: number }
  | { readonly kind: "text" }
  /** there or not; it has no value */ | { readonly kind: "flag" };

export interface OptionChoice {
  readonly value: string;
  /** The API version from which on engines know it. */
  readonly since?: string;
  /** Only on an internal network. */
  readonly internal?: true;
}

/** An option that a driver is known to have. Its words are in platform/wordsOption.ts, by its code. */
export interface DriverOption {
  readonly code: OptionCode;
  /** As the driver calls it. */
  readonly key: string;
  readonly entry: OptionKind;
  readonly since?: string;
}

export type OptionCode =
  | "bridgeName"
  | "icc"
  | "masquerade"
  | "mtu"
  | "hostBinding"
  | "gatewayMode4"
  | "gatewayMode6"
  | "inhibitIpv4"
  | "interfacePrefix"
  | "trustedInterfaces"
  | "macvlanMode"
  | "ipvlanMode"
  | "ipvlanFlag"
  | "encrypted"
  | "vxlanIds";

const bridge = "com.docker.network.bridge";
const mtu: DriverOption = { code: "mtu", key: "com.docker.network.driver.mtu", entry: { kind: "number", least: 68, most: 65_535, default: 1500 } };
const modes: OptionKind = {
  kind: "choice",
  choices: [{ value: "nat" }, { value: "routed" }, { value: "nat-unprotected", since: "1.48" }, { value: "isolated", since: "1.48", internal: true }],
};
const ipvlanFlags = [{ value: "bridge" }, { value: "private" }, { value: "vepa" }];

/** The first choice of each is the driver's default. */
const options: Readonly<Record<string, readonly DriverOption[]>> = {
  bridge: [
    { code: "bridgeName", key: `${bridge}.name`, entry: { kind: "interface", longest: 15 } },
    { code: "icc", key: `${bridge}.enable_icc`, entry: { kind: "switch", default: true } },
    { code: "masquerade", key: `${bridge}.enable_ip_masquerade`, entry: { kind: "switch", default: true } },
    { code: "hostBinding", key: `${bridge}.host_binding_ipv4`, entry: { kind: "address", default: "0.0.0.0" } },
    mtu,
    { code: "gatewayMode4", key: `${bridge}.gateway_mode_ipv4`, entry: modes, since: "1.46" },
    { code: "gatewayMode6", key: `${bridge}.gateway_mode_ipv6`, entry: modes, since: "1.46" },
    { code: "inhibitIpv4", key: `${bridge}.inhibit_ipv4`, entry: { kind: "switch", default: false } },
    { code: "interfacePrefix", key: "com.docker.network.container_iface_prefix", entry: { kind: "interface", longest: 12 } },
    { code: "trustedInterfaces", key: `${bridge}.trusted_host_interfaces`, entry: { kind: "text" }, since: "1.50" },
  ],
  macvlan: [
    { code: "macvlanMode", key: "macvlan_mode", entry: { kind: "choice", choices: [{ value: "bridge" }, { value: "vepa" }, { value: "passthru" }, { value: "private" }] } },
  ],
  ipvlan: [
    { code: "ipvlanMode", key: "ipvlan_mode", entry: { kind: "choice", choices: [{ value: "l2" }, { value: "l3" }, { value: "l3s" }] } },
    { code: "ipvlanFlag", key: "ipvlan_flag", entry: { kind: "choice", choices: ipvlanFlags } },
  ],
  overlay: [
    { code: "encrypted", key: "encrypted", entry: { kind: "flag" } },
    { code: "vxlanIds", key: "com.docker.network.driver.overlay.vxlanid_list", entry: { kind: "text" } },
    mtu,
  ],
};

/** Options that a driver is known to have; others can be given freely. */
export function optionsOf(driver: string): readonly DriverOption[] {
  return Object.hasOwn(options, driver) ? (options[driver] ?? []) : [];
}

/** Macvlan and ipvlan stand on an interface of the host, which the option `parent` names. */
export function hasParent(driver: string): boolean {
  return driver === "macvlan" || driver === "ipvlan";
}

/** Is API version `a` at least `b`? `1.9` is older than `1.41`. */
export function apiAtLeast(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA > majorB || (majorA === majorB && minorA >= minorB);
}
