/**
 * `GOGC` for short commands of the Pulumi CLI, and for all of Pulumi in rehearsals and tests: less garbage collection,
 * for some 70 MiB more memory.
 */
export const gcPercent = "400";
