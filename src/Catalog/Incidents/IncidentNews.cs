using Mesh.Domain.Incidents;

namespace Mesh.Catalog.Incidents;

/// <summary>What a source of alerts says about one incident.</summary>
/// <param name="Key">Which one: the same for as long as it lasts, another when it begins anew.</param>
/// <param name="Over">Whether it is over.</param>
/// <param name="Cause">What is behind it.</param>
/// <param name="Summary">What it is, for people.</param>
public sealed record IncidentNews(string Key, bool Over, Cause Cause, string Summary);
