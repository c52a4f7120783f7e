using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Sites.Databases;

/// <summary>Keeps a <see cref="RoleRecord"/> beside the role file; what is set is durable.</summary>
internal sealed class RoleMemory
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _path;

    private RoleMemory(string path, RoleRecord record)
    {
        _path = path;
        Now = record;
    }

    public RoleRecord Now { get; private set; }

    /// <exception cref="SitePartException"><c>role-memory-damaged</c></exception>
    public static RoleMemory Open(string roleFile)
    {
        var path = roleFile + ".state";
        if (!File.Exists(path))
        {
            return new RoleMemory(path, new RoleRecord());
        }

        try
        {
            return new RoleMemory(
                path,
                JsonSerializer.Deserialize<RoleRecord>(File.ReadAllText(path), Form) ?? new RoleRecord());
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SitePartException("role-memory-damaged", path, $"it cannot be read: {error.Message}",
                "remove it after making sure by hand what the server is; it is then fenced or assigned anew",
                innerException: error);
        }
    }

    public void Set(RoleRecord record)
    {
        if (record == Now)
        {
            return;
        }

        DurableFile.Write(_path, JsonSerializer.Serialize(record, Form) + "\n");
        Now = record;
    }
}
