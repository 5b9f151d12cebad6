import * as vscode from "vscode";
import type { RefusalKind } from "../core/refusal";

/** An engine's known refusal in plain words: a full sentence. */
export function describeRefusal(kind: RefusalKind): string {
  switch (kind) {
    case "nameInUse":
      return vscode.l10n.t("A network with this name already exists.");
    case "nameReserved":
      return vscode.l10n.t("The engine keeps this name for itself.");
    case "poolOverlap":
      return vscode.l10n.t("The subnet overlaps with another network or a route of the host.");
    case "bridgeOverlap":
      return vscode.l10n.t(
        "The subnet is that of a bridge the engine keeps. If no network here has it, the engine was ended while it made that network, and no command removes it: choose another subnet.",
      );
    case "poolsExhausted":
      return vscode.l10n.t("The engine has no free subnet left. Give one, or remove networks that are not used.");
    case "ipv6PoolNeeded":
      return vscode.l10n.t("This engine does not choose IPv6 subnets. Give one.");
    case "gatewayOutside":
      return vscode.l10n.t("The gateway is not inside the subnet.");
    case "gatewayInUse":
      return vscode.l10n.t("The gateway’s address cannot be used.");
    case "noFreeAddress":
      return vscode.l10n.t("There is no free address left in the subnet.");
    case "onlyOne":
      return vscode.l10n.t("There is only one network of this driver, and it exists already.");
    case "mustUnpause":
      return vscode.l10n.t("This engine does not do that with a container that is paused. Unpause it first.");
    case "mustStop":
      return vscode.l10n.t("The container is running. Stop it first.");
    case "addressInUse":
      return vscode.l10n.t("The address is already in use.");
    case "addressOutside":
      return vscode.l10n.t("The address is not inside a subnet of this network.");
    case "addressNeedsSubnet":
      return vscode.l10n.t("Fixed addresses work only on networks that were created with a subnet of your own.");
    case "aliasNotHere":
      return vscode.l10n.t("Aliases work only on networks of your own.");
    case "alreadyAttached":
      return vscode.l10n.t("The container is already attached to this network.");
    case "notAttached":
      return vscode.l10n.t("The container is not attached to this network.");
    case "hasEndpoints":
      return vscode.l10n.t("Containers are still attached to this network.");
    case "modeForbids":
      return vscode.l10n.t("The container’s network mode (host, none or another container’s) does not allow it.");
    case "predefined":
      return vscode.l10n.t("The engine’s own networks cannot be removed.");
    case "notSwarmManager":
      return vscode.l10n.t("This needs an engine that is a manager of a swarm.");
    case "notAttachable":
      return vscode.l10n.t("The network is not attachable: only services of the swarm can use it.");
    case "driverUnsupported":
      return vscode.l10n.t("The kernel of the engine’s host cannot do this; a module may be missing.");
    case "driverUnknown":
      return vscode.l10n.t("The engine does not have this network driver.");
    case "parentInUse":
      return vscode.l10n.t("Another network already uses this parent interface.");
    case "parentMissing":
      return vscode.l10n.t("The parent interface does not exist on the engine’s host.");
    case "bridgeInUse":
      return vscode.l10n.t("Another network already uses this bridge name.");
    case "portInUse":
      return vscode.l10n.t("The port is already in use on the engine’s host.");
    case "containerNameInUse":
      return vscode.l10n.t("A container with this name already exists.");
    case "noSuchImage":
      return vscode.l10n.t("The image is not on this engine.");
    case "noSuchNetwork":
      return vscode.l10n.t("The network is no longer there.");
    case "noSuchContainer":
      return vscode.l10n.t("The container is no longer there.");
    case "notAllowed":
      return vscode.l10n.t("Whoever runs this engine does not allow it: an authorization plugin, or a proxy before it. Ask them.");
  }
}
