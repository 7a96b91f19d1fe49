import { z } from "zod";
import type { Cloud } from "../cloud";
import { anyClients, Clients } from "../dataplane/clients";
import type { Edge } from "../dataplane/edge";
import { Listener } from "../dataplane/listener";
import { CloudError } from "../errors";
import { letsIn } from "./connect";
import { actionsSchema, attach, detach, toAction } from "./listenerActions";
import { loadBalancerType } from "./loadBalancer";
import { defineType } from "./resourceType";
import { arnOf, tags, wholeNumber } from "./schemas";

export const listenerType = "aws:lb/listener:Listener";

export const listener = defineType({
  token: listenerType,
  properties: {
    loadBalancerArn: arnOf("elasticloadbalancing"),
    port: wholeNumber(1, 65535),
    protocol: z.enum(["HTTP", "HTTPS"]),
    sslPolicy: z.string().startsWith("ELBSecurityPolicy-").optional(),
    certificateArn: arnOf("acm").optional(),
    defaultActions: actionsSchema,
    tags,
  },
  replaceOn: ["loadBalancerArn", "port", "protocol"],
  problems({ protocol, certificateArn, sslPolicy }) {
    if (protocol !== "HTTP") return [];
    return certificateArn || sslPolicy
      ? ["an HTTP listener can't have a certificate or a policy"]
      : [];
  },
  async create(cloud, inputs) {
    const { loadBalancerArn, port, protocol, defaultActions } = inputs;
    const edge = requireEdge(cloud, loadBalancerArn);
    if (edge.localPort(port) !== undefined) {
      throw new CloudError("DuplicateListener", `A listener already exists on port ${port}`);
    }
    const arn = `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${cloud.random.hex(16)}`;
    const certificate = protocol === "HTTPS" ? issued(cloud, inputs.certificateArn) : undefined;
    const [action] = defaultActions;
    attach(cloud, action, arn, loadBalancerArn);
    const clients = clientsOf(cloud, loadBalancerArn, port);
    const opened = new Listener(arn, port, protocol, certificate, toAction(action), clients);
    await opened.open();
    if (edge.ipv6Addresses.length > 0) await opened.openIpv6();
    edge.addListener(opened);
    return { id: arn, outputs: { arn } };
  },
  update(cloud, { id, inputs: olds }, inputs) {
    const { loadBalancerArn, protocol, certificateArn } = inputs;
    const certificate = protocol === "HTTPS" ? issued(cloud, certificateArn) : undefined;
    const [old, action] = [olds.defaultActions[0], inputs.defaultActions[0]];
    attach(cloud, action, id, loadBalancerArn);
    detach(cloud, old, id, action);
    const listener = requireEdge(cloud, loadBalancerArn).listeners.get(id);
    listener?.setDefaultAction(toAction(action));
    if (certificate) listener?.setCertificate(certificate);
    return {};
  },
  delete(cloud, { id, inputs }) {
    const edge = requireEdge(cloud, inputs.loadBalancerArn);
    edge.listeners.get(id)?.close();
    edge.listeners.delete(id);
    detach(cloud, inputs.defaultActions[0], id);
  },
});

/** Of a private load balancer they are tasks: localCloud/control/connect.ts has decided about them. */
function clientsOf(cloud: Cloud, loadBalancerArn: string, port: number): Clients {
  const balancer = cloud.resources.get(loadBalancerType, loadBalancerArn);
  if (balancer?.inputs.internal) return anyClients;
  return new Clients(cloud.options.clientAddresses, (address) =>
    letsIn(cloud, { loadBalancerArn, port, address }),
  );
}

function requireEdge(cloud: Cloud, arn: string): Edge {
  const edge = cloud.edges.get(arn);
  if (!edge) throw new CloudError("LoadBalancerNotFound", `Load balancer '${arn}' not found`);
  return edge;
}

export function issued(cloud: Cloud, certificateArn: string | undefined) {
  if (certificateArn === undefined) {
    throw new CloudError("ValidationError", "A certificate must be specified for HTTPS listeners");
  }
  const certificate = cloud.certificates.get(certificateArn);
  if (certificate) return certificate;
  throw new CloudError(
    "UnsupportedCertificate",
    `The certificate '${certificateArn}' must have a fully-qualified domain name, a supported ` +
      "signature, and a supported key size: it is not issued",
  );
}
