using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Rescue;

/// <summary>A repository that a Mesh backs itself up to, and rescues from it.</summary>
internal sealed class SelfRepository(ScratchFolder folder)
{
    public const string Password = "a mesh in a haystack";

    public string Location => folder["self"];

    public string PasswordFile => folder["self-password"];

    /// <summary>The settings of a Mesh that backs itself up when it is asked to.</summary>
    public Dictionary<string, string> Settings()
    {
        File.WriteAllText(PasswordFile, Password + "\n");
        return new Dictionary<string, string>
        {
            ["MESH_SELF_REPOSITORY"] = Location,
            ["MESH_SELF_PASSWORD"] = $"file:{PasswordFile}",
            ["MESH_SELF_TICK"] = "0 0 0 1 1 *",
            ["MESH_AGENT_SECONDS"] = "2",
            ["MESH_MOVEMENT_PATIENCE_SECONDS"] = "5",
        };
    }

    /// <summary>The settings of a server in a process of its own.</summary>
    public Dictionary<string, string?> Environment()
    {
        var settings = Settings().ToDictionary(each => each.Key, string? (each) => each.Value);
        settings["MESH_SCHEDULE_TICK"] = "*/1 * * * * *";
        settings["AzureWebJobsStorage"] = null;
        settings["MESH_API_KEY"] = null;
        return settings;
    }

    /// <summary><c>mesh rescue --json</c> into a folder; with more arguments.</summary>
    public async Task<(CommandResult Result, JsonElement Document)> RescueAsync(
        string data, params string[] more)
    {
        var result = await Command.RunAsync(
            ServerProcess.Program,
            [
                "rescue", "--repo", Location, "--password-file", PasswordFile, "--data", data, "--json",
                .. more,
            ]);
        using var document = JsonDocument.Parse(result.Output);
        return (result, document.RootElement.Clone());
    }
}
