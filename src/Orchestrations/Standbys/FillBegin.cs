namespace Mesh.Orchestrations.Standbys;

/// <summary>The restore that fills a standby is to be entered.</summary>
public sealed record FillBegin(FillRequest Request, FillChoice Choice);
