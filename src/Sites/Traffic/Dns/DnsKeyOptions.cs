using Mesh.Domain.Secrets;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>The TSIG key that a name server lets change the names with.</summary>
/// <param name="Name">Its name at the server.</param>
/// <param name="Algorithm">How it signs.</param>
/// <param name="Secret">Where the key itself is, in base64 as <c>tsig-keygen</c> prints it.</param>
public sealed record DnsKeyOptions(string Name, TsigAlgorithm Algorithm, SecretReference Secret);
