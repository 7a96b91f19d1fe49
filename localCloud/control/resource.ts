export type Properties = Record<string, unknown>;

/** A resource as the cloud stores it. */
export interface Resource<Inputs = Properties> {
  type: string;
  /** Logical name in the program. */
  name: string;
  id: string;
  inputs: Inputs;
  outputs: Properties;
}
