import { main } from "@pulumi/pulumi/provider";
import { awsProvider } from "./awsProvider";
import { endWithCloud } from "./controlApi";

// Prints its port once it serves; the engine attaches through PULUMI_DEBUG_PROVIDERS.
endWithCloud();
void main(awsProvider, []);
