/** A resource of which the engine does not know whether it was made. */
export interface MaybeMade {
  /** Logical name. */
  name: string;
  /** Pulumi type token. */
  type: string;
  /** Physical name, where it has one of its own. */
  physicalName: string | null;
}

/** What became of the operations that an engine had begun when it was killed. */
export interface SettledPending {
  /** On record again, and there. */
  found: MaybeMade[];
  /** Not made, as it turned out. */
  absent: MaybeMade[];
  /** Nothing tells whether they were made. */
  unknown: MaybeMade[];
}

/** One line each: what a killed engine had begun, and what became of it. */
export function describeSettled({ found, absent, unknown }: SettledPending): string[] {
  return [
    ...found.map((one) => `${called(one)} was made by the killed \`up\`, and is on record again`),
    ...absent.map((one) => `${called(one)} was not made`),
    ...unknown.map(
      (one) =>
        `${called(one)} may exist without a record; the next \`up\` makes another one. ` +
        "It carries the tags of its stack; remove it by hand",
    ),
  ];
}

function called({ name, type, physicalName }: MaybeMade): string {
  return `${name} (${type}${physicalName === null ? "" : `, ${physicalName}`})`;
}
