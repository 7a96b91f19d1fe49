import { program } from "./components/program";

// For the plain Pulumi CLI, which calls a program's export if it is a function.
export = program;
