import type * as pulumi from "@pulumi/pulumi";
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
  /** Number of instances. */
  size: number;
  /** Instances that are there before their tasks; 0: none. */
  ahead: number;
  /** Where AWS keeps the count of the tasks, it keeps that of the instances too; null: it is `size`. */
  scaling: Scaling | null;
  cluster: ClusterPlace;
  instanceBase: InstanceBase;
  network: Network;
  /** These turn traffic away before instances stop, so they come first. */
  rules: pulumi.Resource[];
}
