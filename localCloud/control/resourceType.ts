import type { z } from "zod";
import type { Cloud } from "../cloud";
import type { Properties, Resource } from "./resource";

/** What Pulumi knows about a resource: its inputs together with its outputs. */
export interface Created {
  id: string;
  outputs: Properties;
}

export type InputsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/**
 * One resource type: the properties it models, and what create, update and delete do. Errors thrown here
 * are reported by Pulumi; a throw means that nothing was changed.
 */
export interface ResourceType<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Pulumi type token, such as `aws:lb/listener:Listener`. */
  token: string;
  properties: Shape;
  /** Properties whose change replaces the resource. */
  replaceOn: (keyof Shape & string)[];
  /** Properties that the provider keeps as they are when the program no longer sets them. */
  computed?: (keyof Shape & string)[];
  /** The property that gets a generated name if the program sets none, and its maximum length. */
  autoName?: { property: keyof Shape & string; maxLength: number };
  /** Rules that span properties; each problem is a sentence. Unknown values are left out. */
  problems?(
    inputs: Partial<InputsOf<Shape>>,
    name: string,
    /** Given, but with a value that only an `up` will know. */
    isUnknown: (property: string) => boolean,
  ): string[];
  create(cloud: Cloud, inputs: InputsOf<Shape>, name: string): Created | Promise<Created>;
  /**
   * Returns the outputs that changed; if absent, a change only stores the new inputs. `known` is what
   * Pulumi knew before.
   */
  update?(
    cloud: Cloud,
    resource: Resource<InputsOf<Shape>>,
    inputs: InputsOf<Shape>,
    known: Properties,
  ): Properties | Promise<Properties>;
  /** Properties that changed outside Pulumi, with their current values. */
  read?(cloud: Cloud, resource: Resource<InputsOf<Shape>>): Properties;
  /** Properties of the provider alone, which AWS does not know: an import finds none of them. */
  providerOnly?: (keyof Shape & string)[];
  delete?(cloud: Cloud, resource: Resource<InputsOf<Shape>>): void | Promise<void>;
  /** Distinguishes resources that share an id; defaults to the id itself. */
  key?(id: string, state: Properties): string;
}

/** Keeps the types of a definition while it is checked, then erases them for the registry. */
export function defineType<Shape extends z.ZodRawShape>(type: ResourceType<Shape>): ResourceType {
  return type as unknown as ResourceType;
}
