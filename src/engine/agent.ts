import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { inspect } from "node:util";
import { describeEndpoint, type Endpoint } from "./endpoint";
import { SshAgent } from "./ssh";

/** The connections to an endpoint: kept while idle, closed by `destroy()`. */
export function makeAgent(endpoint: Endpoint): HttpAgent {
  // docker-modem spells out all options of every request for its debug output, wanted or not. With the agent's open
  // connections in them that takes 10 ms a request, and a TLS key would be spelled out too.
  return Object.assign(agentFor(endpoint), { [inspect.custom]: () => "[connections]" });
}

function agentFor(endpoint: Endpoint): HttpAgent {
  const { transport } = endpoint;
  switch (transport.kind) {
    case "unix":
    case "npipe":
      return new HttpAgent({ keepAlive: true });
    case "ssh":
      return new SshAgent(transport, describeEndpoint(endpoint));
    case "tcp": {
      if (transport.tls === undefined) return new HttpAgent({ keepAlive: true });
      const { ca, cert, key, verify } = transport.tls;
      return new HttpsAgent({
        keepAlive: true,
        rejectUnauthorized: verify,
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined || key === undefined ? {} : { cert, key }),
      });
    }
  }
}
