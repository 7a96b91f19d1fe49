import type * as pulumi from "@pulumi/pulumi";
import type { SpotShare } from "../../config/capacitySchema";
import type { ServiceSettings } from "../../config/schema";
import type { Scaling } from "../../release/scaling";
import type { Color } from "../../release/state";
import type { InstanceBase } from "./instanceBase";
import type { ClusterPlace } from "../stack/foundation";
import type { Network } from "../network/network";

export interface CapacityArgs {
  service: string;
  color: Color;
  compute: Extract<ServiceSettings["compute"], { type: "ec2" }>;
  architecture: ServiceSettings["architecture"];
  /** Null: all instances are on demand. */
  spot: SpotShare | null;
  /** Number of instances. */
  size: number;
  /** Number of instances that start before their tasks; 0: none. */
  ahead: number;
  /** Bounds if AWS scales the tasks, and with them the instances; null: a fixed `size`. */
  scaling: Scaling | null;
  cluster: ClusterPlace;
  instanceBase: InstanceBase;
  network: Network;
  /** Resources that stop traffic before instances stop, so they must be applied first. */
  rules: pulumi.Resource[];
}
