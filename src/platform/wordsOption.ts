import * as vscode from "vscode";
import type { OptionCode } from "../core/driverOptions";

/** What an option of a driver is called in plain words, and what it does. */
export function describeOption(code: OptionCode): { readonly label: string; readonly help: string } {
  switch (code) {
    case "bridgeName":
      return { label: vscode.l10n.t("Bridge name"), help: vscode.l10n.t("The name of the Linux bridge on the engine’s host. Empty: br- and the beginning of the network’s id.") };
    case "icc":
      return { label: vscode.l10n.t("Containers reach each other"), help: vscode.l10n.t("Off: containers on this network cannot talk to each other, only to the outside (inter-container connectivity, ICC).") };
    case "masquerade":
      return { label: vscode.l10n.t("Masquerade"), help: vscode.l10n.t("Outgoing traffic carries the host’s address. Off: the addresses of the containers go out as they are, and others need a route back.") };
    case "mtu":
      return { label: vscode.l10n.t("MTU"), help: vscode.l10n.t("The largest packet in bytes. Smaller than the host’s where a tunnel or VPN is on the way.") };
    case "hostBinding":
      return { label: vscode.l10n.t("Publish ports on"), help: vscode.l10n.t("The host’s address at which published ports listen if none is given, for example 127.0.0.1 for this machine only.") };
    case "gatewayMode4":
      return { label: vscode.l10n.t("IPv4 gateway mode"), help: vscode.l10n.t("nat: ports are mapped. routed: reached directly, without mapping. nat-unprotected: unpublished ports can be reached too. isolated: the bridge has no address on the host.") };
    case "gatewayMode6":
      return { label: vscode.l10n.t("IPv6 gateway mode"), help: vscode.l10n.t("As for IPv4, for the IPv6 addresses.") };
    case "inhibitIpv4":
      return { label: vscode.l10n.t("No IPv4 address on the bridge"), help: vscode.l10n.t("The engine does not put the gateway’s address on the bridge; you do it, or another router has it.") };
    case "interfacePrefix":
      return { label: vscode.l10n.t("Interface prefix"), help: vscode.l10n.t("How interfaces in containers are called before their number; eth if empty.") };
    case "trustedInterfaces":
      return { label: vscode.l10n.t("Trusted host interfaces"), help: vscode.l10n.t("Interfaces of the host from which containers’ published ports can be reached at their own addresses, separated by colons.") };
    case "macvlanMode":
      return { label: vscode.l10n.t("Macvlan mode"), help: vscode.l10n.t("bridge: containers on one parent reach each other. private: they do not. vepa: only over the switch outside. passthru: one container takes the parent.") };
    case "ipvlanMode":
      return { label: vscode.l10n.t("Ipvlan mode"), help: vscode.l10n.t("l2: like a switch. l3: like a router, no broadcasts. l3s: l3 through the host’s firewall.") };
    case "ipvlanFlag":
      return { label: vscode.l10n.t("Ipvlan flag"), help: vscode.l10n.t("bridge: containers on one parent reach each other. private: they do not. vepa: only over the switch outside.") };
    case "encrypted":
      return { label: vscode.l10n.t("Encrypt traffic between nodes"), help: vscode.l10n.t("IPsec between the nodes of the swarm; costs speed.") };
    case "vxlanIds":
      return { label: vscode.l10n.t("VXLAN ids"), help: vscode.l10n.t("The VXLAN network identifier of each subnet, separated by commas, in the order of the subnets. Empty: the swarm’s choice.") };
  }
}
