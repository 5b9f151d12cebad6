/** Which node modules docker-modem asks with, by protocol. Not in its published types. */
declare module "docker-modem/lib/http" {
  const protocols: Record<"http" | "https", { request: unknown }>;
  export default protocols;
}
