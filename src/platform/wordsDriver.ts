import * as vscode from "vscode";

/** What a network driver is, in a phrase. */
export function describeDriver(driver: string): string {
  switch (driver) {
    case "bridge":
      return vscode.l10n.t("A Linux bridge on the engine’s host, with a veth pair for each container");
    case "macvlan":
      return vscode.l10n.t("Containers appear on a physical network with MAC addresses of their own");
    case "ipvlan":
      return vscode.l10n.t("Containers appear on a physical network with the host’s MAC address");
    case "overlay":
      return vscode.l10n.t("Spans the nodes of a swarm");
    default:
      return vscode.l10n.t("A driver of this engine’s");
  }
}
