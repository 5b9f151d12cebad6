import * as vscode from "vscode";
import type { AttachIssue } from "../core/attach";
import type { DraftIssue } from "../core/draft";
import type { EndpointIssue } from "../core/endpointDraft";
import { plain } from "./words";

/** Why something that was typed or chosen will not do: a full sentence, with the way out where there is one. */
export function describeIssue(issue: DraftIssue | EndpointIssue | AttachIssue): string {
  switch (issue.kind) {
    case "nameEmpty":
      return vscode.l10n.t("A network needs a name.");
    case "nameStart":
      return vscode.l10n.t("A name begins with a letter or a digit.");
    case "nameCharacter":
      return vscode.l10n.t("“{0}” cannot be in a name: only letters a–z, digits, “_”, “.” and “-” can.", plain(issue.character));
    case "nameReserved":
      return vscode.l10n.t("The engine keeps the name “{0}” for itself.", issue.name);
    case "nameInUse":
      return vscode.l10n.t("There is a network named “{0}” already.", issue.name);
    case "notCidr":
      return vscode.l10n.t("This is no subnet. Write it like 172.30.0.0/16 or fd00:1::/64.");
    case "prefixMissing":
      return vscode.l10n.t("The prefix length is missing. Perhaps {0}?", issue.suggestion);
    case "hostBits":
      return vscode.l10n.t("A subnet begins at its first address: {0}.", issue.suggestion);
    case "prefixShort":
      return vscode.l10n.t("/{0} is larger than a network can sensibly be: at least /{1}.", issue.prefix, issue.least);
    case "prefixLong":
      return vscode.l10n.t("/{0} has no room for a gateway and a container: at most /{1}.", issue.prefix, issue.most);
    case "wrongFamily":
      return issue.expected === "ipv4" ? vscode.l10n.t("An IPv4 address belongs here.") : vscode.l10n.t("An IPv6 address belongs here.");
    case "specialRange":
      return vscode.l10n.t("No network can use addresses in {0}.", issue.range);
    case "overlap":
      return vscode.l10n.t("It overlaps with {1} of the network “{0}”.", plain(issue.network), plain(issue.subnet));
    case "notAddress":
      return vscode.l10n.t("This is no IP address.");
    case "outside":
      return vscode.l10n.t("It is not inside {0}.", plain(issue.subnet));
    case "networkAddress":
      return vscode.l10n.t("This is the address of the subnet {0} itself.", issue.subnet);
    case "broadcastAddress":
      return vscode.l10n.t("This is the broadcast address of {0}.", issue.subnet);
    case "gatewayTaken":
      return vscode.l10n.t("This is the gateway of “{0}”.", plain(issue.network));
    case "addressTaken":
      return vscode.l10n.t("The container “{0}” has this address.", plain(issue.container));
    case "ipv6Needed":
      return vscode.l10n.t("This engine does not choose IPv6 subnets. Give one.");
    case "aliasStart":
      return vscode.l10n.t("The alias “{0}” must begin with a letter, a digit or “_”.", plain(issue.alias));
    case "aliasCharacter":
      return vscode.l10n.t("“{0}” cannot be in an alias: only letters a–z, digits, “_”, “.” and “-” can.", plain(issue.character));
    case "aliasTooLong":
      return vscode.l10n.t("The alias “{0}” is too long for a DNS name.", plain(issue.alias));
    case "aliasTwice":
      return vscode.l10n.t("The alias “{0}” is there twice.", plain(issue.alias));
    case "notLinkLocal":
      return vscode.l10n.t("“{0}” is no link-local address: those are in 169.254.0.0/16 and fe80::/10.", plain(issue.text));
    case "notMac":
      return vscode.l10n.t("This is no MAC address. Write it like 02:42:ac:11:00:09.");
    case "macGroup":
      return vscode.l10n.t("This MAC address means a group. The second digit of one for a container is even.");
    case "notWhole":
      return vscode.l10n.t("A whole number belongs here.");
    case "notOption":
      return vscode.l10n.t("“{0}” is no option: write key=value.", plain(issue.text));
    case "notLink":
      return vscode.l10n.t("“{0}” is no link: write container or container:alias.", plain(issue.text));
    case "linkUnknown":
      return vscode.l10n.t("There is no container “{0}”.", plain(issue.container));
    case "already":
      return vscode.l10n.t("Already attached to “{0}”.", plain(issue.network));
    case "hostNetwork":
      return vscode.l10n.t("The host’s network is chosen when a container is created, and stays.");
    case "noneNetwork":
      return vscode.l10n.t("“none” is chosen when a container is created; it is the absence of a network.");
    case "ingressNetwork":
      return vscode.l10n.t("The swarm’s ingress network is used by the engine only.");
    case "configOnly":
      return vscode.l10n.t("This is only a template for other networks.");
    case "notAttachable":
      return vscode.l10n.t("The network is not attachable: only services of the swarm can use it.");
    case "hostMode":
      return vscode.l10n.t("It uses the host’s network and cannot be attached to another.");
    case "noneMode":
      return vscode.l10n.t("It was created without a network (none) and cannot be attached to one.");
    case "sharedMode":
      return vscode.l10n.t("It shares the network of “{0}”; attach that one instead.", plain(issue.owner));
    case "goingAway":
      return vscode.l10n.t("It is being removed.");
  }
}
