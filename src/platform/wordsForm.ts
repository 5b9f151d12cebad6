import * as vscode from "vscode";
import type { FormIssue } from "../core/networkFormIssues";
import { plain } from "./words";
import { describeIssue } from "./wordsInput";

/** Why a field of a network's form will not do: a full sentence. */
export function describeFormIssue(issue: FormIssue): string {
  switch (issue.kind) {
    case "overlapSelf":
      return vscode.l10n.t("It overlaps with {0} above.", issue.subnet);
    case "onePool":
      return issue.family === "ipv4"
        ? vscode.l10n.t("A bridge has one IPv4 subnet only; macvlan, ipvlan and overlay take several.")
        : vscode.l10n.t("A bridge has one IPv6 subnet only; macvlan, ipvlan and overlay take several.");
    case "subnetNeeded":
      return vscode.l10n.t("The rest of this pool needs its subnet.");
    case "noFamily":
      return vscode.l10n.t("A network needs IPv4 or IPv6.");
    case "familyOff":
      return issue.family === "ipv4" ? vscode.l10n.t("IPv4 is off for this network.") : vscode.l10n.t("Tick IPv6 above, or take this subnet away.");
    case "isGateway":
      return vscode.l10n.t("This is the gateway; it is reserved already.");
    case "keyMissing":
      return vscode.l10n.t("The name is missing.");
    case "keyEquals":
      return vscode.l10n.t("A name has no “=”.");
    case "keySpace":
      return vscode.l10n.t("A label’s name has no spaces.");
    case "notPodman":
      return vscode.l10n.t("Podman does not know this.");
    case "keyTwice":
      return vscode.l10n.t("“{0}” is there already.", plain(issue.key));
    case "notNumber":
      return vscode.l10n.t("A whole number from {0} to {1} belongs here.", issue.least, issue.most);
    case "notInterface":
      return vscode.l10n.t("An interface’s name has no spaces, “/” or “:”, and at most {0} characters.", issue.longest);
    case "templateMissing":
      return vscode.l10n.t("Choose the template.");
    case "driverMissing":
      return vscode.l10n.t("This engine has no driver “{0}”.", plain(issue.driver));
    case "needsSwarm":
      return vscode.l10n.t("Needs a swarm, and this engine is in none; see “docker swarm init”.");
    case "needsApi":
      return needsApi(issue.since);
    case "needsInternal":
      return vscode.l10n.t("Only an internal network can be isolated: tick Internal.");
    case "bridgeInUse":
      return vscode.l10n.t("This is the bridge of the network “{0}”.", plain(issue.network));
    case "nameNeeded":
      return vscode.l10n.t("“{0}” was created on this network, and starts only while there is one of this name.", plain(issue.container));
    case "nameEmpty":
    case "nameStart":
    case "nameCharacter":
    case "nameReserved":
    case "nameInUse":
    case "notCidr":
    case "prefixMissing":
    case "hostBits":
    case "prefixShort":
    case "prefixLong":
    case "wrongFamily":
    case "specialRange":
    case "overlap":
    case "notAddress":
    case "outside":
    case "networkAddress":
    case "broadcastAddress":
    case "gatewayTaken":
    case "addressTaken":
    case "ipv6Needed":
      return describeIssue(issue);
  }
}

const releases: Readonly<Record<string, string>> = { "1.44": "25", "1.46": "27", "1.48": "28", "1.50": "28.2" };

/** Why something cannot be had of an older engine. */
export function needsApi(since: string): string {
  return vscode.l10n.t("This engine is too old: it needs Docker {0} (API {1}).", releases[since] ?? "", since);
}
