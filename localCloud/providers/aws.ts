import { main } from "@pulumi/pulumi/provider";
import { awsProvider } from "./awsProvider";
import { endWithCloud } from "./controlApi";
import { answerInPreviews } from "./previews";

// Prints its port once it is serving; Pulumi attaches through PULUMI_DEBUG_PROVIDERS.
endWithCloud();
answerInPreviews();
void main(awsProvider, []);
