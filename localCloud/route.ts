import type { Cloud } from "./cloud";
import type { Properties } from "./control/resource";
import type { ProviderPorts } from "./providers";

export interface Context {
  cloud: Cloud;
  providers: ProviderPorts;
  controlUrl: string;
  query: URLSearchParams;
}

/** The JSON body of a POST; each route knows what it takes. */
export type Body = Properties;
export type Route = (context: Context, body: Body) => unknown;
