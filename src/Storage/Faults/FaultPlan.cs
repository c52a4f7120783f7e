namespace Mesh.Storage.Faults;

/// <summary>Decides, for each call in turn, how it goes wrong. Called from many threads.</summary>
public delegate Fault FaultPlan(StoreOperation operation, string key);
