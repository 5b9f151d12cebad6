/** Random networks, as `docker network create` could be asked for them. */
import fc from "fast-check";
import type { NetworkSpec, PoolSpec } from "../../src/core/spec";

const word = fc.stringMatching(/^[a-z][a-z0-9.]{0,8}$/);
/** Anything that an argument can hold. */
const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "!", " ", "*", "=", ",", "{", "é", "网"), maxLength: 8 }),
).filter((text) => !/[\0\r\n]/.test(text) && Buffer.from(text).toString() === text);

function record(keys: fc.Arbitrary<string>, values: fc.Arbitrary<string> = value): fc.Arbitrary<Record<string, string>> {
  return fc.dictionary(keys.filter((key) => !(key in {})), values, { maxKeys: 4, noNullPrototype: true });
}

/** One pool at `10.<second>.<third>.0/24` or a /64 of its own. */
function pool(six: boolean, third: number): fc.Arbitrary<PoolSpec> {
  const at = (n: number): string => (six ? `fd00:dead:${third.toString(16)}::${n.toString(16)}` : `10.77.${third}.${n}`);
  return fc
    .record({
      gateway: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
      range: fc.boolean(),
      aux: fc.uniqueArray(fc.integer({ min: 101, max: 127 }), { maxLength: 2 }),
    })
    .map(({ gateway, range, aux }) => ({
      subnet: six ? `fd00:dead:${third.toString(16)}::/64` : `10.77.${third}.0/24`,
      ...(gateway === undefined ? {} : { gateway: at(gateway) }),
      ...(range ? { ipRange: six ? `fd00:dead:${third.toString(16)}::/80` : `10.77.${third}.128/25` } : {}),
      ...(aux.length === 0 ? {} : { aux: Object.fromEntries(aux.map((n, index) => [`${six ? "six" : "four"}${third}-${index}`, at(n)])) }),
    }));
}

/** A network of any driver; `macvlan` and its like on no parent. */
export function anyNetworkSpec(): fc.Arbitrary<NetworkSpec> {
  return fc
    .record({ driver: fc.constantFrom("bridge", "macvlan", "ipvlan"), four: fc.nat(2), six: fc.nat(1), internal: fc.boolean(), attachable: fc.boolean(), options: record(word), labels: record(fc.oneof(word, value.filter((key) => key !== "" && !/[=\s]/.test(key)))), mtu: fc.boolean(), configOnly: fc.boolean() })
    .chain(({ driver, four, six, mtu, options, configOnly, ...rest }) => {
      const many = driver === "bridge" ? Math.min(four, 1) : four;
      const pools = [...Array.from({ length: many }, (_, n) => pool(false, n)), ...Array.from({ length: six }, (_, n) => pool(true, 100 + n))];
      const flags = configOnly ? { internal: false, attachable: false } : { internal: rest.internal, attachable: rest.attachable };
      const known: Record<string, string> = driver === "bridge" && mtu ? { "com.docker.network.driver.mtu": "1400" } : {};
      return fc.tuple(...pools).map(
        (made): NetworkSpec => ({
          name: "n",
          driver,
          pools: made,
          ipv6: six > 0,
          ...flags,
          options: { ...options, ...known },
          labels: rest.labels,
          ...(configOnly ? { configOnly: true as const } : {}),
        }),
      );
    });
}
