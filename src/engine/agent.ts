import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { describeEndpoint, type Endpoint } from "./endpoint";
import { SshAgent } from "./ssh";

/** The connections to an endpoint: kept while idle, closed by `destroy()`. */
export function makeAgent(endpoint: Endpoint): HttpAgent {
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
