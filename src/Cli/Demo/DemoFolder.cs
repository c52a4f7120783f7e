using System.Security.Cryptography;

namespace Mesh.Cli.Demo;

/// <summary>The scratch folder of one demo, gone with it unless it is to be kept.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool keep;

    public DemoFolder(RandomNumberGenerator random, bool keep)
    {
        this.keep = keep;
        Root = Directory.CreateTempSubdirectory("mesh-demo-").FullName;
        Directory.CreateDirectory(Source);
        var bytes = new byte[24];
        random.GetBytes(bytes);
        File.WriteAllText(PasswordFile, Convert.ToBase64String(bytes) + "\n");
    }

    public string Root { get; }

    /// <summary>The copy that is protected, and changed.</summary>
    public string Source => Path.Combine(Root, "source");

    public string Restored => Path.Combine(Root, "restored");

    public string Data => Path.Combine(Root, "data");

    public string Vault => Path.Combine(Root, "vault");

    public string PasswordFile => Path.Combine(Root, "password");

    public string Azurite => Directory.CreateDirectory(Path.Combine(Root, "azurite")).FullName;

    /// <summary>The demo's system, as an owner would write it.</summary>
    public string Manifest(string repository) =>
        $"""
        apiVersion: mesh/v1
        kind: System
        name: demo
        description: A copy of some files, protected by the demo
        sites: [{"{"}name: here{"}"}]
        objectives: {"{"}rpo: 24h{"}"}
        vault:
          repository: '{repository}'
          password: 'file:{PasswordFile}'
        components:
          - name: files
            kind: files
            paths: ['{Source}']
        """;

    public void Dispose()
    {
        if (!keep && Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
