import type { Cloud } from "./cloud";
import { connect } from "./control/connect";
import { serviceKey } from "./control/ecsNames";
import { scale } from "./control/appAutoScaling";
import { invoke } from "./control/invokes";
import * as operations from "./control/operations";
import type { Properties } from "./control/resource";
import { CloudError } from "./errors";
import { faultRoutes } from "./faultRoutes";
import { queueRoutes } from "./queueRoutes";
import { taskRoutes } from "./taskRoutes";
import { lookUpImage } from "./views/image";
import { addresses, edges, info } from "./views/info";
import type { Body, Route } from "./route";

/** Every endpoint of the control API. localCloud/client.ts is the client. */
export const routes: Record<string, Route> = {
  "GET /healthz": () => ({ ready: true }),
  "GET /info": ({ cloud, providers, controlUrl }) => info(cloud, providers, controlUrl),
  "GET /addresses": ({ cloud }) => addresses(cloud),
  "GET /edges": ({ cloud }) => edges(cloud),
  "GET /image": ({ cloud, query }) =>
    lookUpImage(cloud, needed(query, "reference"), needed(query, "repositoryUri")),
  "GET /fleet": ({ cloud, query }) =>
    cloud.services
      .get(serviceKey(needed(query, "cluster"), needed(query, "service")))
      ?.describe() ?? { missing: true },
  "GET /alarms": ({ cloud, query }) => cloud.alarms.named(query.getAll("name")),
  "GET /traffic": ({ cloud, query }) => traffic(cloud, query),
  "POST /scale": ({ cloud }, { cluster, service, desired }) =>
    scale(cloud, serviceKey(String(cluster), String(service)), Number(desired)),
  "GET /connect": ({ cloud, query }) =>
    connect(cloud, {
      taskId: needed(query, "task"),
      address: needed(query, "address"),
      port: Number(needed(query, "port")),
    }),
  "GET /calls": ({ cloud }) => cloud.calls.summary(),
  "POST /calls": ({ cloud }, { task, requests, failed, reasons }) => {
    const count = { requests: Number(requests), failed: Number(failed) };
    cloud.calls.tell(String(task), count, (reasons ?? []) as string[]);
  },
  "GET /secrets": ({ cloud }) => cloud.secrets.values(),
  "GET /resources": ({ cloud }) => cloud.resources.list(),
  "POST /images": ({ cloud }, { repository, tag, directory }) =>
    cloud.images.push(String(repository), String(tag), String(directory)),

  "POST /resources/check": ({ cloud }, body) =>
    operations.check(cloud, identity(body), bag(body, "olds"), bag(body, "inputs")),
  "POST /resources/diff": (_context, body) =>
    operations.diff(identity(body), bag(body, "olds"), bag(body, "inputs")),
  "POST /resources/create": ({ cloud }, body) =>
    operations.create(cloud, identity(body), bag(body, "inputs")),
  "POST /resources/update": ({ cloud }, body) =>
    operations.update(cloud, identity(body), id(body), bag(body, "olds"), bag(body, "inputs")),
  "POST /resources/delete": ({ cloud }, body) =>
    operations.remove(cloud, identity(body), id(body), bag(body, "olds")),
  "POST /resources/read": ({ cloud }, body) =>
    operations.read(cloud, identity(body), id(body), bag(body, "olds")),
  "POST /invoke": ({ cloud }, body) => invoke(cloud, String(body.token), bag(body, "args")),

  ...queueRoutes,
  ...taskRoutes,
  ...faultRoutes,
};

function traffic(cloud: Cloud, query: URLSearchParams) {
  const arn = needed(query, "loadBalancerArn");
  const windowSeconds = Number(needed(query, "windowSeconds"));
  const edge = cloud.edges.get(arn);
  if (!edge) throw new CloudError("LoadBalancerNotFound", `Load balancer '${arn}' not found`);
  const requests = edge.traffic.requests(needed(query, "host"), windowSeconds);
  return { requests, windowSeconds, lagSeconds: 0 };
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null)
    throw new CloudError("ValidationError", `query parameter \`${name}\` is missing`);
  return value;
}

function identity(body: Body): operations.Identity {
  return { type: String(body.type), name: String(body.name) };
}

function id(body: Body): string {
  return String(body.id);
}

function bag(body: Body, name: string): Properties {
  return (body[name] ?? {}) as Properties;
}
