//! Members that stand among those of the object around them.

use super::find;
use super::frame::Next;
use crate::response::partial::{Body, Container, Fields, Shape, Slot, Tag, View};

/// Where a member of this name goes, as an extension of the path, and whether something is there already; of an entry that
/// may be replaced the old one is taken out.
pub(super) fn place(
    slot: &mut dyn Slot,
    fields: &Fields,
    name: &str,
    path: &mut Vec<u32>,
    is_extra: bool,
    last_counts: bool,
) -> Option<(Next, bool)> {
    let start = path.len();
    let mut map = None;
    let mut late = false;
    for index in fields.names.len()..fields.names.len() + fields.flat {
        path.truncate(start);
        path.push(u32::try_from(index).ok()?);
        let mut inner = slot.get_mut(index)?;
        let shape = loop {
            match inner.shape() {
                Shape::Through => {
                    path.push(0);
                    inner = inner.get_mut(0)?;
                }
                shape => break shape,
            }
        };
        match shape {
            Shape::Struct(of) => {
                if let Some(found) = find::named(of, name) {
                    path.push(u32::try_from(found).ok()?);
                    let filled = inner.get(found).is_some_and(|slot| !is_empty(slot));
                    return Some((Next::Deep, filled));
                }
                if of.flat > 0
                    && let Some(found) = place(inner, of, name, path, is_extra, last_counts)
                {
                    if !matches!(found.0, Next::Late) {
                        return Some(found);
                    }
                    late = true;
                }
            }
            Shape::Enum(variants) if matches!(variants.tag, Tag::External) => {
                if inner.selected().is_none()
                    && let Some(found) = find::exact_variant(variants, name)
                {
                    inner.select(found);
                    let body = variants.list.get(found).map_or(Body::Unit, |v| v.body);
                    return Some((Next::DeepBody(body), false));
                }
            }
            Shape::Map | Shape::Any if map.is_none() => map = Some(path.clone()),
            Shape::Enum(_) | Shape::Whole => late = true,
            _ => {}
        }
    }
    path.truncate(start);
    if late {
        return Some((Next::Late, false));
    }
    *path = map?;
    if is_extra {
        return Some((Next::Extra, false));
    }
    let mut inner = slot;
    for index in path.iter().skip(start) {
        inner = inner.get_mut(*index as usize)?;
    }
    if matches!(inner.shape(), Shape::Any)
        && !matches!(inner.view(), View::Value(serde_json::Value::Object(_)))
    {
        inner.open(Container::Object);
    }
    let Some(index) = inner.add(name) else {
        if !last_counts {
            return Some((Next::Nowhere, true));
        }
        inner.remove(name);
        let index = inner.add(name)?;
        path.push(u32::try_from(index).ok()?);
        return Some((Next::Deep, true));
    };
    path.push(u32::try_from(index).ok()?);
    Some((Next::Deep, false))
}

fn is_empty(slot: &dyn Slot) -> bool {
    crate::response::partial::is_empty(slot)
}
