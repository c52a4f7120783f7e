using Mesh.Cli;
using Mesh.Cli.Access;
using Mesh.Cli.Agents;
using Mesh.Cli.Audit;
using Mesh.Cli.ControlPlane;
using Mesh.Cli.Demo;
using Mesh.Cli.Drills;
using Mesh.Cli.Incidents;
using Mesh.Cli.Points;
using Mesh.Cli.Proofs;
using Mesh.Cli.Runbooks;
using Mesh.Cli.Runs;
using Mesh.Cli.Serving;
using Mesh.Cli.Sources;
using Mesh.Cli.Standbys;
using Mesh.Cli.Status;
using Mesh.Cli.Systems;
using Mesh.Cli.Vault;

if (args is [AgentWatchdog.Verb])
{
    return await AgentWatchdog.RunAsync();
}

var root = CommandLine.CreateRoot();
DemoCommand.AddTo(root);
ServeCommand.AddTo(root);
SystemCommands.AddTo(root);
BackupCommands.AddTo(root);
PointCommands.AddTo(root);
RestoreCommands.AddTo(root);
RunCommands.AddTo(root);
ProofCommands.AddTo(root);
RunbookCommands.AddTo(root);
StandbyCommands.AddTo(root);
DrillCommands.AddTo(root);
StatusCommands.AddTo(root);
SelfBackupCommand.AddTo(root);
RescueCommand.AddTo(root);
IncidentCommands.AddTo(root);
AccessCommands.AddTo(root);
AgentCommands.AddTo(root);
AuditCommands.AddTo(root);
SourceCommands.AddTo(root);
VaultCommands.AddTo(root);
return await CommandLine.RunAsync(root, args);
