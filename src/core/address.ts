import { fromByteArray, IPv4, IPv6 } from "ipaddr.js";

export type Family = "ipv4" | "ipv6";

/** An address as a number, so that ranges compare. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** A block of addresses; `address` is what was written and may have host bits set. */
export interface Cidr {
  readonly family: Family;
  readonly address: bigint;
  readonly prefix: number;
}

/** Length of an address in bits. */
export function bitsOf(family: Family): 32 | 128 {
  return family === "ipv4" ? 32 : 128;
}

/** Reads an address as the engine does: four decimal parts, or IPv6 without a zone; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  // IPv4.parse alone would take octal, hexadecimal and shortened forms, which mean other things elsewhere.
  if (IPv4.isValidFourPartDecimal(text)) return { family: "ipv4", value: toNumber(IPv4.parse(text).toByteArray()) };
  if (!text.includes(":") || text.includes("%") || !IPv6.isValid(text)) return undefined;
  return { family: "ipv6", value: toNumber(IPv6.parse(text).toByteArray()) };
}

/** Reads `address/prefix`; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [, left = "", right = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseAddress(left);
  const prefix = Number(right);
  if (address === undefined || right === "" || prefix > bitsOf(address.family)) return undefined;
  return { family: address.family, address: address.value, prefix };
}

/** The shortest usual writing (RFC 5952 for IPv6). */
export function formatAddress({ family, value }: Address): string {
  const bytes: number[] = [];
  for (let rest = value, i = 0; i < bitsOf(family) / 8; i++, rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return fromByteArray(bytes).toString();
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.address })}/${cidr.prefix}`;
}

/** First and last address of the block. */
export function rangeOf({ family, address, prefix }: Cidr): { readonly first: bigint; readonly last: bigint } {
  const size = 1n << BigInt(bitsOf(family) - prefix);
  const first = address - (address % size);
  return { first, last: first + size - 1n };
}

/** The same block without host bits. */
export function networkOfCidr(cidr: Cidr): Cidr {
  return { ...cidr, address: rangeOf(cidr).first };
}

export function contains(cidr: Cidr, address: Address): boolean {
  const { first, last } = rangeOf(cidr);
  return cidr.family === address.family && address.value >= first && address.value <= last;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  return a.family === b.family && x.first <= y.last && y.first <= x.last;
}

/** `172.18.0.2/16` → `172.18.0.2`. */
export function withoutPrefix(address: string): string {
  return address.replace(/\/\d+$/, "");
}

/** Reads a MAC address in any usual writing (`02:42:AC:13:0:3`, dashes, `0242.ac13.0003`, twelve digits) as the kernel writes it; undefined for anything else. */
export function parseMac(text: string): string | undefined {
  const lower = text.toLowerCase();
  const groups = /^[0-9a-f]{1,2}(?:(:[0-9a-f]{1,2}){5}|(-[0-9a-f]{1,2}){5})$/.test(lower) ? lower.split(/[:-]/) : undefined;
  const digits = /^(?:[0-9a-f]{12}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})$/.test(lower) ? lower.replaceAll(".", "") : undefined;
  const whole = groups?.map((group) => group.padStart(2, "0")).join("") ?? digits;
  return whole?.replace(/..(?=.)/g, "$&:");
}

function toNumber(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
