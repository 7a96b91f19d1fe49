import * as bluegreen from "./bluegreen";

// For the plain Pulumi CLI, which calls a program's export if it is a function.
export = bluegreen.program;
