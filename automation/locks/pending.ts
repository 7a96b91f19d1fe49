/** A resource that Pulumi may or may not have created. */
export interface MaybeMade {
  /** Logical name. */
  name: string;
  /** Pulumi type token. */
  type: string;
  /** Physical name, if it has one. */
  physicalName: string | null;
}

/** The outcome of the operations that were in progress when Pulumi was killed. */
export interface SettledPending {
  /** It exists, and is back in Pulumi's state. */
  found: MaybeMade[];
  /** It was not created. */
  absent: MaybeMade[];
  /** Whether it was created is unknown. */
  unknown: MaybeMade[];
}

/** One line each: an operation of a killed `up`, and its outcome. */
export function describeSettled({ found, absent, unknown }: SettledPending): string[] {
  return [
    ...found.map(
      (one) => `${called(one)} was created by the killed \`up\` and is back in Pulumi's state`,
    ),
    ...absent.map((one) => `${called(one)} was not created`),
    ...unknown.map(
      (one) =>
        `${called(one)} may exist without Pulumi knowing; the next \`up\` creates another one. ` +
        "If it exists, it has the stack's tags: delete it by hand",
    ),
  ];
}

function called({ name, type, physicalName }: MaybeMade): string {
  return `${name} (${type}${physicalName === null ? "" : `, ${physicalName}`})`;
}
