using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Agents;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Microsoft.AspNetCore.Http;

namespace Mesh.Functions.Agents;

/// <summary>
/// Tells whether a request comes from a place's agent: it shows a key of that place, as a bearer token.
/// </summary>
public sealed class AgentGate(AgentKeys keys)
{
    private const string Bearer = "Bearer ";
    private const int LongestKey = 200;

    /// <summary>The place, when the request shows one of its keys that were not revoked.</summary>
    /// <exception cref="MeshException">
    /// <c>unauthorized</c>: there is no such place, or the key is missing, wrong, revoked or another place's.
    /// Which of these is not told to somebody who may be guessing.
    /// </exception>
    public async Task<AgentPlace> AdmitAsync(
        HttpRequest request, string system, string place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length <= LongestKey
            && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && SystemName.Read(system) is { IsValid: true } named
            && SiteName.Read(place) is { IsValid: true } placed)
        {
            var shown = HashOf(authorization[Bearer.Length..]);
            var opened = false;
            foreach (var hash in await keys.HashesAsync(named.Value, placed.Value, cancellationToken))
            {
                opened |= CryptographicOperations.FixedTimeEquals(
                    Encoding.ASCII.GetBytes(shown), Encoding.ASCII.GetBytes(hash));
            }

            if (opened)
            {
                return new AgentPlace(named.Value, placed.Value);
            }
        }

        throw new MeshException(
            "unauthorized",
            "Authorization",
            "there is no such place, or the key shown is not one of its agent's",
            "make one by 'mesh agent key SYSTEM/PLACE' at the server, and put it into the agent's keyFile",
            ExitCode.BadInput);
    }

    /// <summary>What is kept of a key: its SHA-256 in lower-case hexadecimal digits.</summary>
    internal static string HashOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
