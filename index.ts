import { program } from "./components/program";

// For the plain CLI, which runs what a program exports when that is a function.
export = program;
