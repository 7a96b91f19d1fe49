import type { Cloud } from "../cloud";
import type { Listener } from "../dataplane/listener";
import { CloudError } from "../errors";
import { issued } from "./listener";
import { defineType } from "./resourceType";
import { arnOf } from "./schemas";

/** "Certificates per Application Load Balancer", not counting the default one. */
const maxCertificates = 25;

/** A certificate that a listener presents to clients that ask for one of its names. */
export const listenerCertificate = defineType({
  token: "aws:lb/listenerCertificate:ListenerCertificate",
  properties: {
    listenerArn: arnOf("elasticloadbalancing"),
    certificateArn: arnOf("acm"),
  },
  replaceOn: ["listenerArn", "certificateArn"],
  create(cloud, { listenerArn, certificateArn }) {
    const listener = requireHttps(cloud, listenerArn);
    const certificate = issued(cloud, certificateArn);
    if (listener.certificates.size >= maxCertificates) {
      throw new CloudError(
        "TooManyCertificates",
        "The maximum number of certificates on the load balancer has been reached",
      );
    }
    listener.certificates.set(certificateArn, certificate);
    return { id: `${listenerArn}_${certificateArn}`, outputs: {} };
  },
  delete(cloud, { inputs: { listenerArn, certificateArn } }) {
    requireHttps(cloud, listenerArn).certificates.delete(certificateArn);
  },
});

function requireHttps(cloud: Cloud, arn: string): Listener {
  for (const edge of cloud.edges.values()) {
    const listener = edge.listeners.get(arn);
    if (listener?.protocol === "HTTPS") return listener;
  }
  throw new CloudError("ListenerNotFound", `Listener '${arn}' not found`);
}
