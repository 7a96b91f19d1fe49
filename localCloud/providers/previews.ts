import type { Properties } from "./values";
import { unknownValue } from "./values";

interface Changing {
  outputs: string[];
  /** The input whose change changes them; undefined: any. */
  by?: string;
}

/** Outputs that an update changes, so that a preview doesn't know them, by type. */
const changing: Record<string, Changing> = {
  "aws:ec2/launchTemplate:LaunchTemplate": { outputs: ["latestVersion", "defaultVersion"] },
  "aws:ec2/vpc:Vpc": { outputs: ["ipv6CidrBlock"], by: "assignGeneratedIpv6CidrBlock" },
};

/** What a resource's state would be after an update, as the real provider tells it in a preview. */
export function afterUpdate(type: string, olds: Properties, news: Properties): Properties {
  const { outputs = [], by } = changing[type] ?? {};
  const isChanged = by === undefined || olds[by] !== news[by];
  const unknown = (isChanged ? outputs : []).map((output) => [output, unknownValue]);
  return { ...olds, ...news, ...(Object.fromEntries(unknown) as Properties) };
}

interface Struct {
  toJavaScript(): Properties;
}
interface Request {
  getPreview(): boolean;
  getUrn(): string;
  getProperties(): Struct;
  setProperties(properties: Struct): void;
  getOlds(): Struct;
  getNews(): Struct;
}
interface Response {
  setProperties(properties: Struct): void;
  setSupportspreview(supports: boolean): void;
}
type Reply = (error: unknown, response: Response) => void;
type Handler = (call: { request: Request }, reply: Reply) => void;
type AddService = (this: unknown, service: unknown, handlers: Handlers) => void;
type Handlers = Record<"configure" | "create" | "read" | "update", Handler>;

/**
 * Lets this process's provider answer in previews, and import. The server of the Node SDK says that it can't, and Pulumi
 * then takes every output of a changed resource for unknown: a load balancer with another idle timeout would
 * seem to get another ARN, and all its listeners would seem to be replaced.
 */
export function answerInPreviews(): void {
  const sdk = { paths: [require.resolve("@pulumi/pulumi")] };
  const load = (name: string) => require(require.resolve(name, sdk)) as unknown;
  const { Server } = load("@grpc/grpc-js") as {
    Server: { prototype: { addService: AddService } };
  };
  const add = Server.prototype.addService;
  Server.prototype.addService = function (service, handlers) {
    add.call(this, service, Object.assign(handlers, inPreviews(handlers, load)));
  };
}

function inPreviews(handlers: Handlers, load: (name: string) => unknown): Handlers {
  const messages = load("@pulumi/pulumi/proto/provider_pb") as Record<string, new () => Response>;
  const { Struct } = load("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { fromJavaScript(properties: Properties): Struct };
  };
  const configure = handlers.configure.bind(handlers);
  const create = handlers.create.bind(handlers);
  const read = handlers.read.bind(handlers);
  const update = handlers.update.bind(handlers);
  const answer = (kind: string, properties: Struct, reply: Reply) => {
    const response = new messages[kind]!();
    response.setProperties(properties);
    reply(null, response);
  };
  return {
    configure: (call, reply) =>
      configure(call, (error, response) => {
        response.setSupportspreview(true);
        reply(error, response);
      }),
    create: (call, reply) =>
      call.request.getPreview()
        ? answer("CreateResponse", call.request.getProperties(), reply)
        : create(call, reply),
    // Of what Pulumi imports it has no properties yet, which the SDK's server takes for granted.
    read(call, reply) {
      const { request } = call;
      const known = request.getProperties() as Struct | undefined;
      if (known === undefined) request.setProperties(Struct.fromJavaScript({}));
      read(call, reply);
    },
    update(call, reply) {
      const { request } = call;
      if (!request.getPreview()) return update(call, reply);
      const type = request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
      const state = afterUpdate(
        type,
        request.getOlds().toJavaScript(),
        request.getNews().toJavaScript(),
      );
      answer("UpdateResponse", Struct.fromJavaScript(state), reply);
    },
  };
}
