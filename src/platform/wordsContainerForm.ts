import * as vscode from "vscode";
import type { ContainerIssue } from "../core/containerFormIssues";
import { plain } from "./words";
import { describeFormIssue } from "./wordsForm";
import { describeIssue } from "./wordsInput";

/** Why a field of a container's form will not do: a full sentence. */
export function describeContainerIssue(issue: ContainerIssue): string {
  switch (issue.kind) {
    case "imageMissing":
      return vscode.l10n.t("A container needs an image.");
    case "containerName":
      return vscode.l10n.t("A container’s name has at least two characters: letters a–z, digits, “_”, “.” and “-”, and begins with a letter or a digit.");
    case "containerNameInUse":
      return vscode.l10n.t("A container with this name already exists.");
    case "containerNameNeeded":
      return vscode.l10n.t("This engine takes several networks only one after the other, by the container’s name: give it one.");
    case "quoteOpen":
      return vscode.l10n.t("A quotation mark is not closed.");
    case "networkGone":
      return vscode.l10n.t("There is no network named “{0}”.", plain(issue.name));
    case "networkTwice":
      return vscode.l10n.t("“{0}” is there already.", plain(issue.name));
    case "networkCannot":
      return describeIssue(issue.issue);
    case "ownerMissing":
      return vscode.l10n.t("Choose the container whose network is shared.");
    case "noNetwork":
      return vscode.l10n.t("Add a network, or choose another mode.");
    case "notMac":
      return vscode.l10n.t("This is no MAC address. Write it like 02:42:ac:11:00:02.");
    case "macOnlyFirst":
      return vscode.l10n.t("This engine gives a MAC address of your own on the first network only.");
    case "notPort":
      return vscode.l10n.t("A port is a number from 1 to 65535.");
    case "portTaken":
      return vscode.l10n.t("The container “{0}” has this port.", plain(issue.container));
    case "portTwice":
      return vscode.l10n.t("This port is there twice.");
    case "noDns":
      return vscode.l10n.t("Aliases work only on networks of your own.");
    case "aliasStart":
    case "aliasCharacter":
    case "aliasTooLong":
    case "aliasTwice":
      return describeIssue(issue);
    case "addressTaken":
    case "broadcastAddress":
    case "driverMissing":
    case "familyOff":
    case "gatewayTaken":
    case "hostBits":
    case "bridgeInUse":
    case "ipv6Needed":
    case "isGateway":
    case "keyEquals":
    case "keySpace":
    case "notPodman":
    case "keyMissing":
    case "keyTwice":
    case "nameCharacter":
    case "nameEmpty":
    case "nameInUse":
    case "nameNeeded":
    case "nameReserved":
    case "nameStart":
    case "needsApi":
    case "needsInternal":
    case "needsSwarm":
    case "networkAddress":
    case "noFamily":
    case "notAddress":
    case "notCidr":
    case "notInterface":
    case "notNumber":
    case "onePool":
    case "outside":
    case "overlap":
    case "overlapSelf":
    case "prefixLong":
    case "prefixMissing":
    case "prefixShort":
    case "specialRange":
    case "subnetNeeded":
    case "templateMissing":
    case "wrongFamily":
      return describeFormIssue(issue);
  }
}
