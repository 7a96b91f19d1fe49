import { main } from "@pulumi/pulumi/provider";
import { awsProvider } from "./awsProvider";
import { endWithCloud } from "./controlApi";

// Prints its port once it is serving; Pulumi attaches through PULUMI_DEBUG_PROVIDERS.
endWithCloud();
void main(awsProvider, []);
