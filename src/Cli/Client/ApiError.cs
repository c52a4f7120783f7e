using System.Text.Json;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Client;

/// <summary>Reads what the API says when it refuses.</summary>
internal static class ApiError
{
    public static async Task<MeshException> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var problem = JsonDocument.Parse(text);
            var root = problem.RootElement;
            if (root.TryGetProperty("code", out var code))
            {
                return new MeshException(
                    code.GetString()!,
                    Text(root, "field"),
                    Text(root, "cause"),
                    Text(root, "hint"),
                    root.TryGetProperty("exitCode", out var exit) ? exit.GetInt32() : ExitCode.Failed);
            }
        }
        catch (JsonException)
        {
            // Not from the app: what stands between answered.
        }

        return new MeshException(
            "bad-answer",
            response.RequestMessage?.RequestUri?.ToString() ?? "server",
            $"answered {(int)response.StatusCode}");
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
