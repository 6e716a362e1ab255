//! The API reference is written from the types that are read and answered, so it cannot say
//! anything else than they do. `domain` and its neighbours describe themselves as JSON Schema and
//! know nothing of OpenAPI; [`Of`] hands their description to the reference as it stands.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType};
use utoipa::openapi::{RefOr, Required, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// A type of a request, a reply or a query, for the reference.
#[derive(Debug)]
pub struct Of<T>(PhantomData<T>);

fn generator(inline: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.inline_subschemas = inline;
        settings.meta_schema = None;
        // What editors of policy files need and readers of the reference do not.
        let plain = |schema: &mut schemars::Schema| {
            schema.remove("enumDescriptions");
            schema.remove("x-taplo");
        };
        settings
            .transforms
            .push(Box::new(RecursiveTransform(plain)));
    });
    settings.into_generator()
}

/// The schema word for word: what a schema of the reference can hold is less than JSON Schema.
fn verbatim(schema: Value) -> RefOr<Schema> {
    let fields = match schema {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .extensions(Some(fields.into_iter().collect::<Extensions>()))
        .into()
}

/// Two types of one name would silently be described as the same one.
fn has_one_meaning(name: &str, schema: &Value) {
    static KNOWN: Mutex<BTreeMap<String, Value>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = known
        .entry(name.to_owned())
        .or_insert_with(|| schema.clone());
    assert_eq!(
        before, schema,
        "two types of the reference are called {name}"
    );
}

impl<T: JsonSchema> PartialSchema for Of<T> {
    fn schema() -> RefOr<Schema> {
        let mut generator = generator(false);
        let own = generator.subschema_for::<T>();
        let mut all = generator.take_definitions(true);
        verbatim(all.remove(&*T::schema_name()).unwrap_or(own.to_value()))
    }
}

impl<T: JsonSchema> ToSchema for Of<T> {
    fn name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let mut generator = generator(false);
        generator.subschema_for::<T>();
        let all = generator.take_definitions(true);
        for (name, schema) in all {
            has_one_meaning(&name, &schema);
            schemas.push((name, verbatim(schema)));
        }
    }
}

impl<T: JsonSchema> IntoParams for Of<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let whole = generator(true).into_root_schema_for::<T>().to_value();
        let needed = whole["required"].as_array();
        let fields = whole["properties"].as_object().into_iter().flatten();
        let parameter = |(name, schema): (&String, &Value)| {
            let is_needed = needed.is_some_and(|names| names.contains(&name.as_str().into()));
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(if is_needed {
                    Required::True
                } else {
                    Required::False
                })
                .description(schema["description"].as_str())
                .schema(Some(verbatim(schema.clone())))
                .build()
        };
        fields.map(parameter).collect()
    }
}
