import type { z } from "zod";
import type { Cloud } from "../cloud";
import type { Properties, Resource } from "./resource";

/** What Pulumi knows of a resource: its inputs together with its outputs. */
export interface Created {
  id: string;
  outputs: Properties;
}

export type InputsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/**
 * One resource type: the properties it models, and what creating, changing and deleting one does.
 * Whatever throws here is what the engine reports; a throw means that nothing was changed.
 */
export interface ResourceType<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Pulumi type token, such as `aws:lb/listener:Listener`. */
  token: string;
  properties: Shape;
  /** Properties whose change makes a new resource. */
  replaceOn: (keyof Shape & string)[];
  /** The property that gets a name when the program gives none, and its longest value. */
  autoName?: { property: keyof Shape & string; maxLength: number };
  /** Rules that span properties; each problem is a sentence. Values still unknown are left out. */
  problems?(inputs: Partial<InputsOf<Shape>>, name: string): string[];
  create(cloud: Cloud, inputs: InputsOf<Shape>, name: string): Created | Promise<Created>;
  /**
   * Answers the outputs that changed; without it a change only stores the new inputs. `known` is what the
   * engine knew before.
   */
  update?(
    cloud: Cloud,
    resource: Resource<InputsOf<Shape>>,
    inputs: InputsOf<Shape>,
    known: Properties,
  ): Properties | Promise<Properties>;
  /** Properties that the world has changed by itself, as they are now. */
  read?(cloud: Cloud, resource: Resource<InputsOf<Shape>>): Properties;
  delete?(cloud: Cloud, resource: Resource<InputsOf<Shape>>): void | Promise<void>;
  /** Tells apart resources that share an id, by default the id itself. */
  key?(id: string, state: Properties): string;
}

/** Keeps the types of a definition while it is checked, then forgets them for the registry. */
export function defineType<Shape extends z.ZodRawShape>(type: ResourceType<Shape>): ResourceType {
  return type as unknown as ResourceType;
}
